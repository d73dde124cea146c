import { type Fields, isFields } from './postgresNodes';

/** What an object or a list holds of plans. */
export interface JsonPlans {
  readonly plans: readonly JsonPlan[];
  /** Texts in it that may hold plans: messages of a log, rows of a client. */
  readonly texts: readonly { readonly text: string; readonly holder: object }[];
}

export interface JsonPlan {
  /** In the shape of EXPLAIN's JSON: with a field `Plan`, or a bare node. */
  readonly fields: Fields;
  readonly statement?: string;
}

/** Plans at any depth, in the order of the text: of EXPLAIN itself, in rows of a client, in what a collector wrote. */
export function plansIn(json: object): JsonPlans {
  const plans: JsonPlan[] = [];
  const texts: { text: string; holder: object }[] = [];
  const stack: { value: unknown; statement: string | undefined }[] = [{ value: json, statement: undefined }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value, statement } = item;
    if (Array.isArray(value)) {
      const rows = textRows(value);
      if (rows !== undefined) texts.push({ text: rows, holder: value });
      else for (let i = value.length - 1; i >= 0; i--) stack.push({ value: value[i] as unknown, statement });
    } else if (isFields(value)) {
      if (isFields(value['Plan']) || typeof value['Node Type'] === 'string') {
        const own = statementOf(value) ?? statement;
        plans.push({ fields: value, ...(own !== undefined && { statement: own }) });
        continue;
      }
      const beside = statementOf(value) ?? statement;
      const parts: unknown[] = Object.values(value);
      for (let i = parts.length - 1; i >= 0; i--) {
        const part = parts[i];
        if (typeof part !== 'string') stack.push({ value: part, statement: beside });
        else if (mayHoldPlan(part)) texts.push({ text: part, holder: value });
      }
    }
  }
  return { plans, texts };
}

/** Names that a statement goes by beside its plan. */
const statementNames = ['Query Text', 'query', 'Query', 'sql', 'statement', 'query_text', 'normalized_query'];

function statementOf(fields: Fields): string | undefined {
  for (const name of statementNames) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value === 'string' && value.trim() !== '' && !mayHoldPlan(value)) return value.trim();
  }
  return undefined;
}

/** Rows of one text column, as a driver gives them (`[{"QUERY PLAN": "…"}, …]`, `[["…"], …]`, `["…", …]`). */
function textRows(rows: readonly unknown[]): string | undefined {
  if (rows.length === 0) return undefined;
  const lines: string[] = [];
  for (const row of rows) {
    const cells = isFields(row) ? Object.values(row) : Array.isArray(row) ? (row as readonly unknown[]) : [row];
    const cell = cells[0];
    if (cells.length !== 1 || typeof cell !== 'string') return undefined;
    lines.push(cell);
  }
  const text = lines.join('\n');
  return mayHoldPlan(text) ? text : undefined;
}

/** Cheap, and true of every text that holds a plan worth looking for in a field of something else. */
export function mayHoldPlan(text: string): boolean {
  return signs.some(sign => text.includes(sign));
}

const signs = ['(cost=', '(actual ', '->  ', 'Node Type', 'Node-Type', '"Plan"', ' ms  plan:', 'Seq Scan on '];
