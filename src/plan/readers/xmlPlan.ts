import { isTextField, listFields, nameOfTag, objectFields } from './fieldNames';
import { bareScalar, putField } from './fields';
import type { Fields } from './postgresNodes';

/** Documents of EXPLAIN (FORMAT XML) at a place of a text. */
export interface XmlPlans {
  readonly plans: readonly { readonly fields: Fields; readonly offset: number }[];
  /** Offset behind the last element. */
  readonly end: number;
  /** It broke off, and what was open was closed. */
  readonly cut: boolean;
}

interface Element {
  readonly tag: string;
  readonly offset: number;
  /** Text in it, while it has no elements. */
  text: string;
  fields: Fields | undefined;
  list: unknown[] | undefined;
}

/**
 * Reads from an opening tag to its end. EXPLAIN writes elements without attributes (but the namespace) and text in them,
 * so that this scanner is all the XML that is needed, and it takes what was cut off or stands in a frame. Groups are
 * named by their kind, not by the name that JSON has (explain_format.c, `ExplainOpenGroup`); `groupName` undoes that.
 */
export function readXmlAt(text: string, start: number): XmlPlans {
  const stack: Element[] = [];
  const plans: { fields: Fields; offset: number }[] = [];
  let at = start;
  const close = (): void => {
    const element = stack.pop();
    if (element === undefined) return;
    const parent = stack.at(-1);
    const value = valueOf(element, parent?.tag);
    if (isDocument(element, parent) && element.fields !== undefined) {
      plans.push({ fields: element.fields, offset: element.offset });
    } else if (parent !== undefined) addTo(parent, element, value);
  };
  while (at < text.length) {
    const tagStart = text.indexOf('<', at);
    const top = stack.at(-1);
    if (top !== undefined && top.fields === undefined && top.list === undefined) {
      top.text += text.slice(at, tagStart < 0 ? text.length : tagStart);
    }
    if (tagStart < 0) break;
    const tagEnd = text.indexOf('>', tagStart);
    if (tagEnd < 0) break;
    const tag = text.slice(tagStart + 1, tagEnd);
    at = tagEnd + 1;
    if (tag.startsWith('/')) {
      const name = tag.slice(1).trim();
      const index = stack.findLastIndex(element => element.tag === name);
      while (index >= 0 && stack.length > index) close();
    } else if (!tag.startsWith('?') && !tag.startsWith('!')) {
      const empty = tag.endsWith('/');
      const name = /^[\w.-]*/.exec(tag)?.[0] ?? '';
      stack.push({ tag: name, offset: tagStart, text: '', fields: undefined, list: undefined });
      if (empty) close();
    }
    if (stack.length === 0) return { plans, end: at, cut: false };
  }
  while (stack.length > 0) close();
  return { plans, end: text.length, cut: true };
}

/** `<Query>`, or `<explain>` itself where auto_explain wrote it, or a bare `<Plan>`. */
function isDocument(element: Element, parent: Element | undefined): boolean {
  if (element.tag === 'Query') return true;
  return parent === undefined && element.fields !== undefined && hasPlan(element.fields);
}

function hasPlan(fields: Fields): boolean {
  return fields['Plan'] !== undefined || fields['Node Type'] !== undefined;
}

function addTo(parent: Element, { tag }: Element, value: unknown): void {
  const name = nameOfTag(tag);
  if (tag === 'Item' || listFields.has(nameOfTag(parent.tag))) (parent.list ??= []).push(value);
  else putField((parent.fields ??= {}), groupName(name, parent.fields, value), value);
}

function valueOf({ tag, text, fields, list }: Element, parentTag: string | undefined): unknown {
  if (list !== undefined) return list;
  if (fields !== undefined) return fields;
  const name = nameOfTag(tag);
  const plain = decode(text);
  if (plain.trim() === '') return listFields.has(name) ? [] : objectFields.has(name) ? {} : plain;
  return tag === 'Item' || parentTag === 'Settings' || isTextField(name) ? plain : bareScalar(plain.trim());
}

/** The name in JSON of a group that XML names by its kind: those of an incremental sort come in a fixed order. */
function groupName(name: string, siblings: Fields, value: unknown): string {
  if (name === 'Incremental Sort Groups') {
    return siblings['Full-sort Groups'] === undefined ? 'Full-sort Groups' : 'Pre-sorted Groups';
  }
  if (name === 'Sort Space' && typeof value === 'object') {
    const methods = siblings['Sort Methods Used'];
    const onDisk = Array.isArray(methods) && methods.every(method => String(method).startsWith('external'));
    return onDisk || siblings['Sort Space Memory'] !== undefined ? 'Sort Space Disk' : 'Sort Space Memory';
  }
  return name;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#\d{1,7}|#x[\da-fA-F]{1,6}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
