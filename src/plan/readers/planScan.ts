import type { Problem } from '../../base/problem';
import type { FoundPlan } from './foundPlan';
import type { InputLine } from './inputLines';
import { type JsonPlans, mayHoldPlan, plansIn } from './jsonPlans';
import { jsonStart } from './jsonStart';
import { readJsonAt } from './lenientJson';
import { readTextPlans } from './textPlan';
import { readXmlAt } from './xmlPlan';
import { readYamlAt } from './yamlPlan';

/** Reads a text that stood in a string: a message of a log, rows of a client. */
export type NestedReader = (text: string, line: number) => readonly FoundPlan[];

/** The plans in lines without frames and marks, whatever their formats and what stands between them. */
export function scanPlans(lines: readonly InputLine[], nested: NestedReader): readonly FoundPlan[] {
  return new Scan(lines, nested).run();
}

/** Strings without a plan are read to the end of their lines from each bracket: in all so many times the text's length. */
const escapedPasses = 4;
/** Elements that never end: each is read to the end of the text. */
const maxCutXmlTries = 10;
const cutNote = 'The plan breaks off here; what was read is shown.';

class Scan {
  readonly #lines: readonly InputLine[];
  readonly #texts: readonly string[];
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #nested: NestedReader;
  readonly #found: FoundPlan[] = [];
  /** First line that no reader has taken. */
  #free = 0;
  readonly #mayHoldJson: boolean;
  /** Characters of such strings that may still be read in vain. */
  #escapedBudget: number;
  #cutXmlTries = 0;
  /** Up to here there is no XML with a plan. */
  #xmlFrom = 0;
  /** Up to here there is no JSON with a plan. */
  #jsonFrom = 0;

  constructor(lines: readonly InputLine[], nested: NestedReader) {
    this.#lines = lines;
    this.#nested = nested;
    this.#texts = lines.map(({ text }) => text);
    this.#text = this.#texts.join('\n');
    this.#escapedBudget = escapedPasses * this.#text.length;
    this.#mayHoldJson = mayHoldPlan(this.#text);
    const starts: number[] = [];
    let at = 0;
    for (const text of this.#texts) {
      starts.push(at);
      at += text.length + 1;
    }
    this.#starts = starts;
  }

  run(): readonly FoundPlan[] {
    let i = 0;
    let from = 0;
    while (i < this.#texts.length) {
      const end = this.#structured(i, Math.max(from, this.#starts[i] ?? 0));
      if (end === undefined) i++;
      else {
        i = this.#indexAt(end);
        from = end;
        // The rest of the line counts as its own only where something stands there.
        if (this.#text.slice(end, this.#starts[i + 1]).trim() === '') i++;
        this.#free = i;
      }
    }
    this.#readText(this.#texts.length);
    return this.#found.sort((one, other) => one.line - other.line);
  }

  /** Reads JSON, XML or YAML that begins in the line, from the offset on. @returns the offset behind it */
  #structured(index: number, from: number): number | undefined {
    const text = this.#texts[index] ?? '';
    const column = from - (this.#starts[index] ?? 0);
    // First of all: a quoted query text may hold anything.
    if (column === 0 && yamlSigns.some(sign => text.includes(sign)) && beginsYaml(this.#texts, index)) {
      const read = this.#yaml(index);
      if (read !== undefined) return read;
    }
    const xml = text.includes('<', column) && this.#cutXmlTries < maxCutXmlTries ? xmlStart(text, column) : undefined;
    if (xml !== undefined) {
      const start = (this.#starts[index] ?? 0) + xml;
      // XML in a string of JSON is the JSON's.
      const read = this.#mayHoldJson ? this.#json(index, from, start) : undefined;
      if (read !== undefined) return read;
      if (start >= this.#xmlFrom) {
        const end = this.#xml(index, start);
        if (end !== undefined) return end;
      }
    }
    if (!this.#mayHoldJson) return undefined;
    if (!text.includes('[', column) && !text.includes('{', column)) return undefined;
    return this.#json(index, from, (this.#starts[index] ?? 0) + text.length);
  }

  #json(index: number, from: number, upTo: number): number | undefined {
    let at = Math.max(from, this.#jsonFrom);
    for (;;) {
      const start = jsonStart(this.#text, at, upTo, this.#escapedBudget > 0);
      if (start === undefined) return undefined;
      if (start.kind === 'escaped') {
        const found = this.#nested(start.text, this.#lineAt(start.at));
        if (found.length > 0) return this.#take(index, found, start.end);
        this.#escapedBudget -= start.end - start.at;
        at = start.at + 1;
        continue;
      }
      const source = start.kind === 'doubled' ? start.text : this.#text;
      const shift = start.kind === 'doubled' ? start.at : 0;
      const read = readJsonAt(source, start.kind === 'doubled' ? 0 : start.at);
      const end = start.kind === 'doubled' ? start.end : read.end;
      const plans = read.value === undefined ? undefined : plansIn(read.value);
      const lineOf = (offset: number): number =>
        start.kind === 'doubled' ? this.#lineAt(shift) + newlinesIn(source, offset) : this.#lineAt(offset);
      const found = plans === undefined ? [] : this.#jsonPlans(plans, read, lineOf);
      if (found.length > 0) return this.#take(index, found, end);
      // Not tried again from each bracket within.
      at = this.#jsonFrom = Math.max(end, start.at + 1);
    }
  }

  #jsonPlans(
    { plans, texts }: JsonPlans,
    read: ReturnType<typeof readJsonAt>,
    lineOf: (offset: number) => number,
  ): readonly FoundPlan[] {
    const problems: Problem[] = [];
    if (read.oddAt !== undefined) {
      problems.push({ message: 'Something here is not JSON; it was passed over.', line: lineOf(read.oddAt) });
    }
    if (read.listedAt !== undefined) {
      const line = lineOf(read.listedAt);
      problems.push({ message: 'A field stands in a list, which is not JSON; it was read as one of the node.', line });
    }
    if (read.twice !== undefined) {
      problems.push({ message: `A field stands twice in one object: "${read.twice}"; the later one counts.` });
    }
    const endLine = lineOf(read.end);
    const found: FoundPlan[] = plans.map(({ fields, statement }, i) => {
      const last = i === plans.length - 1;
      const own = last && read.cut ? [...problems, { message: cutNote, line: endLine }] : problems;
      const line = i === 0 ? lineOf(read.start) : lineOf(read.offsets.get(fields) ?? 0);
      return {
        fields,
        format: 'json',
        line,
        endLine,
        problems: own,
        ...(statement !== undefined && { statement }),
      };
    });
    const inner = texts.flatMap(({ text, holder }) => this.#nested(text, lineOf(read.offsets.get(holder) ?? 0)));
    return [...found, ...inner];
  }

  #xml(index: number, start: number): number | undefined {
    const read = readXmlAt(this.#text, start);
    const endLine = this.#lineAt(read.end);
    const found = read.plans.map(({ fields, offset }, i): FoundPlan => ({
      fields,
      format: 'xml',
      line: this.#lineAt(offset),
      endLine,
      problems: read.cut && i === read.plans.length - 1 ? [{ message: cutNote, line: endLine }] : [],
    }));
    if (found.length > 0) return this.#take(index, found, read.end);
    if (read.cut) this.#cutXmlTries++;
    else this.#xmlFrom = read.end;
    return undefined;
  }

  #yaml(index: number): number | undefined {
    let first = index;
    while (
      first > this.#free &&
      /^\s*(?:- )?Query (?:Text|Parameters|Identifier): /.test(this.#texts[first - 1] ?? '')
    ) {
      first--;
    }
    const read = readYamlAt(this.#texts, first);
    if (read.plans.length === 0 || read.end <= index) return undefined;
    const endLine = this.#lines[read.end - 1]?.line ?? 0;
    const found = read.plans.map(({ fields, line }, i): FoundPlan => ({
      fields,
      format: 'yaml',
      line: this.#lines[line]?.line ?? 0,
      endLine,
      problems: read.cut && i === read.plans.length - 1 ? [{ message: cutNote, line: endLine }] : [],
    }));
    return this.#take(first, found, this.#starts[read.end] ?? this.#text.length);
  }

  #take(index: number, found: readonly FoundPlan[], end: number): number {
    this.#readText(index);
    this.#found.push(...found);
    return end;
  }

  /** What no other reader took, up to a line, may be plans in text. */
  #readText(upTo: number): void {
    const first = this.#free;
    if (upTo <= first) return;
    const region = this.#texts.slice(first, upTo);
    this.#free = upTo;
    if (region.every(text => text.trim() === '')) return;
    const line = (i: number): number => this.#lines[Math.min(first + i, this.#lines.length - 1)]?.line ?? 0;
    for (const plan of readTextPlans(region)) {
      this.#found.push({
        fields: plan.fields,
        format: 'text',
        line: line(plan.firstLine),
        endLine: line(plan.lastLine),
        problems: plan.problems.map(problem =>
          problem.line === undefined ? problem : { ...problem, line: line(problem.line) },
        ),
      });
    }
  }

  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lineAt(offset: number): number {
    return this.#lines[this.#indexAt(offset)]?.line ?? 0;
  }
}

const xmlTags = ['<explain', '<Query>', '<Plan>'];

function xmlStart(text: string, column: number): number | undefined {
  const starts = xmlTags.map(tag => text.indexOf(tag, column)).filter(start => start >= 0);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

const yamlSigns = ['Plan:', 'Node Type:', 'Query Text:'];

/** `- Plan:` with a node below it, or a bare node, or auto_explain's query text above either. */
function beginsYaml(lines: readonly string[], index: number): boolean {
  const text = (lines[index] ?? '').slice(0, 200).trim();
  if (/^(?:- )?Node Type: \S/.test(text)) return true;
  if (/^(?:- )?Query Text: "/.test(text))
    return lines.slice(index + 1, index + 4).some(line => /^\s*Plan:\s*$/.test(line));
  if (!/^(?:- )?Plan:$/.test(text)) return false;
  const next = lines.slice(index + 1, index + 4).find(line => line.trim() !== '');
  return next === undefined || /^\s*[A-Z][\w /-]{1,60}: ?/.test(next.slice(0, 200));
}

function newlinesIn(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < before; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
