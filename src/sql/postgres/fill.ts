/**
 * Makes a text with holes a statement that PostgreSQL's parser takes, whenever any filling of them does: values become
 * parameters, names a quoted placeholder, pieces of SQL something neutral with the hole's number in a comment behind it.
 * What stands around a hole gives the first guess; where the parser refuses it, others are tried from the place of the
 * error on, within a fixed number of parses.
 */
import type { PreparedParameter, PreparedText, TextHole } from '../preparedText';
import type { Parameter, ParameterizedSql } from '../statement';
import { type Filling, fillings, kinds, valueFillings } from './holePlace';
import { type Token, tokenize } from './lexer';
import { longestStatement, type Parser } from './parser';
import { Rewrite } from './rewrite';

/** Parses that one statement is worth: 22 µs each for a short one. */
const mostParses = 60;
/** More holes than this in one statement are left at the first guess. */
const mostHoles = 200;

/** A placeholder or an interpolation in the parameterized text, with the stretch that its filling replaces. */
interface Slot {
  readonly start: number;
  readonly end: number;
  /** Parameter number, for placeholders. */
  readonly number: number | undefined;
  /** Index in the holes given. */
  readonly hole: number | undefined;
  readonly choices: readonly Choice[];
  chosen: number;
}

interface Choice {
  readonly filling: Filling | 'kept' | 'joined';
  /** `#` stands for the hole's number. */
  readonly text: string;
}

export function fill(
  original: string,
  holes: readonly TextHole[],
  parameterized: ParameterizedSql,
  parser: Parser,
): PreparedText {
  const { sql } = parameterized;
  const slots = sql.length > longestStatement ? [] : slotsOf(parameterized, holes);
  if (slots.length <= mostHoles) settle(sql, slots, parser);
  return render(sql, slots, holes, parameterized, original);
}

/** Chooses fillings until the parser is content or the parses are spent, then keeps those that got furthest. */
function settle(sql: string, slots: readonly Slot[], parser: Parser): void {
  let parses = 0;
  const errorAt = (): number | undefined => {
    parses++;
    const { text, starts } = draft(sql, slots);
    const { error } = parser.parse(text);
    if (!error) return undefined;
    // In terms of slots: how many of them stand before the error, then how far behind the last of them.
    const before = starts.filter(start => start <= error.offset).length;
    return before * 1e6 + Math.min(999_999, error.offset - (starts[before - 1] ?? 0));
  };
  let error = errorAt();
  while (error !== undefined && parses < mostParses) {
    const reached = Math.min(slots.length, Math.floor(error / 1e6));
    // The last hole before the error is the likeliest culprit, then the one before it, then the next one.
    const suspects = [reached - 1, reached - 2, reached, reached - 3].flatMap(i => slots[i] ?? []);
    let better: number | undefined | 'none' = 'none';
    for (const slot of suspects) {
      const before = slot.chosen;
      for (let choice = 0; choice < slot.choices.length && parses < mostParses; choice++) {
        if (choice === before) continue;
        slot.chosen = choice;
        const next = errorAt();
        if (next === undefined || next > error) {
          better = next;
          break;
        }
        slot.chosen = before;
      }
      if (better !== 'none') break;
    }
    if (better === 'none') break;
    error = better;
  }
  // No filling makes it a statement: then the words around each hole are the better witness.
  if (error !== undefined) for (const slot of slots) slot.chosen = 0;
}

function draft(sql: string, slots: readonly Slot[]): { readonly text: string; readonly starts: readonly number[] } {
  const rewrite = new Rewrite(sql);
  const starts = slots.map((slot, i) => rewrite.replace(slot.start, slot.end, textOf(slot, i + 1)));
  return { text: rewrite.finish().text, starts };
}

function textOf(slot: Slot, number: number): string {
  return (slot.choices[slot.chosen]?.text ?? '').replaceAll('#', String(number));
}

function slotsOf(parameterized: ParameterizedSql, holes: readonly TextHole[]): readonly Slot[] {
  const { sql, places, parameters } = parameterized;
  const holeAt = new Map(holes.map((hole, i) => [parameterized.fromOriginal(hole.start), i]));
  const all = tokenize(sql);
  const tokens = all.filter(token => token.kind !== 'comment');
  const text = (token: Token | undefined): string => (token ? sql.slice(token.start, token.end).toLowerCase() : '');
  const byNumber = new Map(parameters.map(parameter => [parameter.number, parameter]));
  const slots: Slot[] = [];
  const starts = [...places.map(place => ({ ...place, hole: holeAt.get(place.start) }))];
  for (const [at, i] of holeAt) {
    if (starts.some(place => place.start === at)) continue;
    const hole = holes[i];
    if (hole) starts.push({ start: at, end: at + hole.end - hole.start, number: -1, hole: i });
  }
  starts.sort((a, b) => a.start - b.start);
  let behind = 0;
  for (const { start, end, number, hole } of starts) {
    if (start < behind) continue;
    const index = tokens.findIndex(token => token.end > start);
    const token = tokens[index];
    const parameter = byNumber.get(number);
    const textual = hole !== undefined || isTextual(parameter);
    if (!token || all.some(other => other.kind === 'comment' && other.start <= start && start < other.end)) continue;
    const slot = slotOf({ sql, tokens, index, text, start, end, textual, hole, parameter, given: holes[hole ?? -1] });
    slots.push({ ...slot, number: number < 0 ? undefined : number, hole, chosen: 0 });
    behind = slot.end;
  }
  return slots;
}

interface Site {
  readonly sql: string;
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly text: (token: Token | undefined) => string;
  readonly start: number;
  readonly end: number;
  readonly textual: boolean;
  readonly hole: number | undefined;
  readonly parameter: Parameter | undefined;
  readonly given: TextHole | undefined;
}

function slotOf(site: Site): Pick<Slot, 'start' | 'end' | 'choices'> {
  const { sql, tokens, index, text, start, end, textual, given } = site;
  const token = tokens[index];
  if (token?.kind === 'string') return inLiteral(site, token);
  if (token?.kind === 'quoted-identifier') {
    return { start, end, choices: [{ filling: 'joined', text: '$#' }] };
  }
  const joined = textual ? joinedName(site) : undefined;
  if (joined) return joined;
  const around = { tokens, index, text };
  const style = site.parameter?.style;
  let order: readonly Filling[];
  if (style === 'double-question') order = ['name', 'columns', 'sort'];
  else if (!textual) order = valueFillings(around, style !== 'dollar' && style !== 'hash-brace');
  else if (given?.value === true) {
    // Handed over as a parameter: a value, unless no statement can have one there.
    order = [...new Set([...valueFillings(around, true), ...fillings(around)])];
  } else order = fillings(around);
  return { start, end, choices: order.map(filling => ({ filling, text: fillingText(filling, sql, start) })) };
}

/** `'${x}'` is a value; in a longer literal the hole is a part of the value's text. */
function inLiteral(
  { sql, start, end, tokens, index, text }: Site,
  token: Token,
): Pick<Slot, 'start' | 'end' | 'choices'> {
  const alone = token.start === start - 1 && token.end === end + 1;
  const before = text(tokens[index - 1]);
  const typed = ['interval', 'date', 'timestamp', 'time', 'timestamptz'].includes(before);
  if (alone && !typed) return { start: token.start, end: token.end, choices: [{ filling: 'value', text: '$#' }] };
  const cast = sql.startsWith('::', token.end) || typed;
  return { start, end, choices: [{ filling: 'kept', text: cast ? '1' : '$#' }] };
}

/** `${prefix}users`, `users_${suffix}`: one name. */
function joinedName({ sql, start, end, tokens, index }: Site): Pick<Slot, 'start' | 'end' | 'choices'> | undefined {
  const token = tokens[index];
  if (!token) return undefined;
  const isPart = (at: number): boolean => /[\w$\u0080-\uffff]/.test(sql.charAt(at));
  let from = start;
  let to = end;
  while (from > 0 && isPart(from - 1)) from--;
  while (to < sql.length && isPart(to)) to++;
  if (from === start && to === end) return undefined;
  const before = sql.slice(from, start);
  const after = sql.slice(end, to);
  if (/^\d/.test(before) || /^\d/.test(after) || before.includes('$')) return undefined;
  // Several holes of one name are one.
  return {
    start: from,
    end: to,
    choices: [{ filling: 'joined', text: `"${before}$#${after.replace(/\$\d+/g, () => '$#')}"` }],
  };
}

function fillingText(filling: Filling, sql: string, at: number): string {
  switch (filling) {
    case 'value':
    case 'list':
      return '$#';
    case 'bare list':
      return '($#)';
    case 'name':
      return '"$#"';
    case 'condition':
      return 'TRUE /* $# */';
    case 'sort':
      return '1 /* $# */';
    case 'columns':
      return '* /* $# */';
    case 'nothing':
      return '/* $# */';
    case 'operator':
      return '= /* $# */';
    case 'assignment':
      return '"$#" = NULL';
    case 'rows':
      return `${rowFor(sql, at)} /* $# */`;
    case 'query':
      return 'SELECT 1 /* $# */';
    case 'literal':
      return "'1' /* $# */";
    case 'type':
      return 'text /* $# */';
  }
}

/** One row with as many values as the INSERT before it has columns. */
function rowFor(sql: string, at: number): string {
  const list = /\(([^()]*)\)\s*(?:overriding\s+\w+\s+value\s+)?values\s*$/i.exec(sql.slice(0, at));
  const columns = list?.[1]?.split(',').length ?? 1;
  return `(${Array.from({ length: columns }, () => 'NULL').join(', ')})`;
}

/** A directive or a brace may stand for any text; other placeholders are values. */
function isTextual(parameter: Parameter | undefined): boolean {
  switch (parameter?.style) {
    case 'percent':
    case 'brace':
    case 'dollar-brace':
      return true;
    default:
      return false;
  }
}

function render(
  sql: string,
  slots: readonly Slot[],
  holes: readonly TextHole[],
  parameterized: ParameterizedSql,
  original: string,
): PreparedText {
  const numbers = numbering(slots, parameterized.parameters);
  const byNumber = new Map(parameterized.parameters.map(parameter => [parameter.number, parameter]));
  const rewrite = new Rewrite(sql);
  const parameters = new Map<number, PreparedParameter>();
  for (const slot of slots) {
    const number = numbers.get(keyOf(slot)) ?? 0;
    const offset = rewrite.replace(slot.start, slot.end, textOf(slot, number));
    const choice = slot.choices[slot.chosen];
    if (!choice || parameters.has(number)) continue;
    const parameter = slot.number === undefined ? undefined : byNumber.get(slot.number);
    const hole = slot.hole === undefined ? undefined : holes[slot.hole];
    const name = hole?.source ?? parameter?.name;
    const assumed = assumption(choice);
    parameters.set(number, {
      number,
      kind: choice.filling === 'joined' ? 'identifier' : choice.filling === 'kept' ? 'value' : kinds[choice.filling],
      style: hole ? 'hole' : (parameter?.style ?? 'hole'),
      ...(name === undefined ? {} : { name }),
      sent: isSent(choice),
      offset,
      ...(assumed === undefined ? {} : { assumed }),
    });
  }
  const { text, toOriginal, fromOriginal } = rewrite.finish();
  return {
    sql: text,
    parameters: [...parameters.values()].sort((a, b) => a.offset - b.offset),
    toOriginal: offset => Math.min(parameterized.toOriginal(toOriginal(offset)), original.length),
    fromOriginal: offset => fromOriginal(parameterized.fromOriginal(offset)),
  };
}

function keyOf(slot: Slot): string {
  return slot.number === undefined ? `hole ${slot.hole ?? slot.start}` : `number ${slot.number}`;
}

function isSent({ filling }: Choice): boolean {
  return filling === 'value' || filling === 'list' || filling === 'bare list';
}

/** The server wants its parameters numbered without a gap: `$n` keep theirs, then come values, then what is not sent. */
function numbering(slots: readonly Slot[], parameters: readonly Parameter[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const dollars = new Set(parameters.filter(({ style }) => style === 'dollar').map(({ number }) => number));
  const isDollar = (slot: Slot) => slot.hole === undefined && slot.number !== undefined && dollars.has(slot.number);
  let next = 1;
  for (const slot of slots) {
    if (!isDollar(slot) || slot.number === undefined) continue;
    numbers.set(keyOf(slot), slot.number);
    next = Math.max(next, slot.number + 1);
  }
  for (const sent of [true, false]) {
    for (const slot of slots) {
      const choice = slot.choices[slot.chosen];
      if (!choice || isSent(choice) !== sent || numbers.has(keyOf(slot))) continue;
      numbers.set(keyOf(slot), next++);
    }
  }
  return numbers;
}

function assumption({ filling }: Choice): string | undefined {
  switch (filling) {
    case 'condition':
      return 'TRUE';
    case 'sort':
      return 'the first output column';
    case 'columns':
      return 'all columns';
    case 'nothing':
      return 'nothing';
    case 'operator':
      return '=';
    case 'assignment':
      return 'one column set to NULL';
    case 'rows':
      return 'one row';
    case 'query':
      return 'SELECT 1';
    case 'literal':
      return "'1'";
    case 'type':
      return 'text';
    case 'name':
    case 'joined':
      return 'a name';
    default:
      return undefined;
  }
}
