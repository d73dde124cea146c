import { joinStatements } from './joinStatements';
import { nestedStatements } from './nestedStatements';
import { parallelStatements } from './parallelStatements';
import { rowStatements } from './rowStatements';
import { scanStatements } from './scanStatements';
import type { KindStatement } from './statement';
import { writeStatements } from './writeStatements';

/** A statement for every kind of node and every extra field that EXPLAIN has, over schema.sql. */
export const kindStatements: readonly KindStatement[] = [
  ...scanStatements,
  ...joinStatements,
  ...rowStatements,
  ...writeStatements,
  ...nestedStatements,
  ...parallelStatements,
];
