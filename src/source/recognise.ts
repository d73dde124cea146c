/**
 * Whether a literal is SQL, and what of it. A hint or tag settles it; a known call needs a text that begins like SQL;
 * anything else must parse, or stand as a statement does, and look written for a machine.
 */
import type { SqlAnalysis } from '../sql/postgresSql';
import type { Evidence } from './evidence';
import { isProvable, type Look } from './look';
import type { RecognisedBy } from './sourceQuery';

export interface Recognised {
  readonly by: RecognisedBy;
  /** A piece of SQL rather than a statement. */
  readonly fragment: boolean;
}

export function recognise(parts: {
  readonly evidence: Evidence;
  readonly look: Look;
  /** The word begins a statement in one of the dialects. */
  readonly begins: boolean;
  /** What PostgreSQL's parser says of the text with its holes filled. */
  readonly analysis: () => SqlAnalysis;
  /** JPQL and its like may be meant. */
  readonly entityQueries: boolean;
  /** That text, in which names stand as they are written. */
  readonly written: () => string;
}): Recognised | undefined {
  const { evidence, look, begins, analysis } = parts;
  if (evidence.kind === 'other') return undefined;
  if (evidence.kind === 'hint' || evidence.kind === 'tag') {
    // A tag is put on pieces too: only what is a statement counts.
    return begins && (look.structure > 0 || isStatement(analysis()))
      ? { by: evidence.kind, fragment: false }
      : undefined;
  }
  if (evidence.kind === 'fragment' && !begins) return { by: 'call', fragment: true };
  if (!begins) return undefined;
  if (evidence.kind === 'call' || evidence.kind === 'fragment') {
    if (look.prose && !isParsed(analysis())) return undefined;
    const least = evidence.sure ? 1 : 2;
    if (look.letterCase === 'mixed' && look.signs === 0 && look.structure < least) return undefined;
    if (look.words < 2 && !lone.has(look.word)) return undefined;
    if (evidence.sure && (look.structure > 0 || isParsed(analysis()) || isProvable(look.word))) {
      return { by: 'call', fragment: false };
    }
    if (parts.entityQueries && looksLikeEntityQuery(analysis(), parts.written())) return undefined;
    const likely = evidence.kind === 'call' && evidence.likely === true;
    if ((likely && (look.structure > 0 || isHalfTyped(look))) || isWeaklyProven(look, analysis))
      return { by: 'call', fragment: false };
    return undefined;
  }
  if (!isProvable(look.word) || look.prose) return undefined;
  if (parts.entityQueries && looksLikeEntityQuery(analysis(), parts.written())) return undefined;
  return isProven(look, analysis) ? { by: 'content', fragment: false } : undefined;
}

/** In a call whose name says little: `exec('create user')` may be a shell's. */
function isWeaklyProven(look: Look, analysis: () => SqlAnalysis): boolean {
  if (look.structure === 0 && isCommand(look)) return look.letterCase === 'upper' || look.words > 1;
  if (look.words < 2) return false;
  if (look.letterCase === 'mixed' && look.signs === 0) return false;
  if (look.structure === 2) return true;
  if (isParsed(analysis())) return look.letterCase === 'upper' || isProvable(look.word) || analysis().statements > 0;
  return look.structure === 1 && (look.letterCase === 'upper' || look.signs > 0);
}

function isProven(look: Look, analysis: () => SqlAnalysis): boolean {
  const { structure, letterCase, signs } = look;
  if (look.words < 2) return false;
  if (letterCase === 'mixed' && signs === 0) return false;
  const { facts, statements } = analysis();
  if (isParsed(analysis()) && facts) {
    if (facts.tables.length === 0 && facts.functions.length === 0)
      return statements > 0 && provesAlone(look, facts.kind);
    if (facts.kind === 'utility') return letterCase === 'upper' || structure === 2 || (structure > 0 && signs > 0);
    // `select name from users`: plain words alone pass as a query, not as `delete from cart` or with an alias.
    const plain = signs === 0 && letterCase !== 'upper';
    return !(plain && (facts.kind !== 'select' || facts.tables.some(table => table.alias !== undefined)));
  }
  if (structure === 2) return letterCase === 'upper' || signs > 0;
  return structure === 1 && letterCase === 'upper' && (signs > 0 || look.word === 'select');
}

/** `select * frm t`. */
function isHalfTyped({ word, letterCase, signs, prose }: Look): boolean {
  return !prose && isProvable(word) && letterCase !== 'mixed' && signs > 0;
}

/** Short commands that stand alone: transactions, settings. */
function isCommand({ word, words, prose, joined }: Look): boolean {
  if (words < 2) return lone.has(word);
  return !prose && !joined && commands.has(word) && (words < 14 || word === 'set');
}

const lone = new Set(['begin', 'commit', 'rollback', 'vacuum', 'analyze', 'checkpoint']);

const commands = new Set([
  ...['begin', 'commit', 'rollback', 'savepoint', 'release', 'start', 'set', 'show', 'pragma', 'vacuum', 'analyze'],
  ...['attach', 'detach', 'use', 'lock', 'unlock', 'listen', 'notify', 'unlisten', 'reindex', 'discard', 'reset'],
  ...['checkpoint', 'describe', 'desc', 'optimize'],
]);

/** `SELECT 1`, `SET search_path = x`, `VALUES (1)`: no table to be seen. */
function provesAlone({ letterCase, signs, structure, word, plainNumber }: Look, kind: string): boolean {
  if (word === 'set' || word === 'show') return letterCase === 'upper' && signs > 0;
  if (kind === 'utility')
    return structure > 0 ? letterCase === 'upper' || signs > 0 : letterCase === 'upper' && signs > 0;
  // `SELECT 1`; "select screws" parses too.
  return letterCase === 'upper' ? signs > 0 || word === 'select' : letterCase === 'lower' && (signs > 0 || plainNumber);
}

function isParsed(analysis: SqlAnalysis): boolean {
  return analysis.error === undefined && analysis.statements > 0;
}

function isStatement(analysis: SqlAnalysis): boolean {
  return isParsed(analysis);
}

/**
 * JPQL, HQL and DQL select whole entities by their alias and name entities like classes:
 * `SELECT o FROM Order o WHERE o.customer.name = :name`.
 */
function looksLikeEntityQuery(analysis: SqlAnalysis, sql: string): boolean {
  const { facts } = analysis;
  if (!facts) return false;
  const aliases = facts.tables.flatMap(table => table.alias ?? []);
  if (facts.wholeRows.some(name => aliases.includes(name))) return true;
  // `E.*`, `JOIN … ON`, LIMIT and quotes are SQL's alone.
  if (facts.limited || /["`]/.test(sql)) return false;
  if (facts.columns.some(({ column, role }) => role === 'join' || (column === '*' && role === 'output'))) return false;
  return facts.tables.some(({ alias, name, offset }) => {
    return alias !== undefined && /^[A-Z][a-z]+[A-Za-z]*$/.test(sql.slice(offset, offset + name.length));
  });
}
