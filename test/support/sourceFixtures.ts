/**
 * Source files with marked expectations, in `test/corpus/source/<language>`: a comment `@sql` or `@no` alone on its line
 * speaks of what is found between its line and the next marker. CONTRIBUTING.md tells the attributes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';

import type { SourceFinder } from '../../src/source/sourceFinder';
import type { SourceQuery } from '../../src/source/sourceQuery';

const folder = resolve(__dirname, '../corpus/source');

export interface Marker {
  /** From 0. */
  readonly line: number;
  /** Queries expected from here to the next marker. */
  readonly expected: number;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface Fixture {
  readonly language: string;
  readonly file: string;
  readonly languageId: string;
  readonly text: string;
  readonly markers: readonly Marker[];
}

export interface Verdict {
  readonly language: string;
  readonly expected: number;
  readonly found: number;
  readonly right: number;
  /** One line each: what was missed, found in vain, or read otherwise than marked. */
  readonly missed: readonly string[];
  readonly vain: readonly string[];
  readonly misread: readonly string[];
}

export function readFixtures(languages: readonly string[] = readdirSync(folder)): readonly Fixture[] {
  return languages.flatMap(language =>
    readdirSync(join(folder, language)).map(file => {
      const text = readFileSync(join(folder, language, file), 'utf8');
      return {
        language,
        file: `${language}/${file}`,
        languageId: idOf(language, file),
        text,
        markers: markersIn(text),
      };
    }),
  );
}

function idOf(language: string, file: string): string {
  if (extname(file) === '.tsx') return 'typescriptreact';
  return language === 'mybatis' ? 'xml' : language;
}

function markersIn(text: string): readonly Marker[] {
  const markers: Marker[] = [{ line: -1, expected: 0, attributes: new Map() }];
  text.split('\n').forEach((line, i) => {
    const match = /^\s*(?:\/\/|#|--|\/\*|<!--|\{\/\*|\*)\s*@(sql|no)\b([^]*?)\s*(?:\*\/\}?|-->)?$/.exec(line);
    if (!match) return;
    const pairs = (match[2] ?? '')
      .trim()
      .split(/\s+/)
      .filter(word => word.includes('='));
    const attributes = new Map(
      pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    markers.push({ line: i, expected: match[1] === 'no' ? 0 : Number(attributes.get('n') ?? 1), attributes });
  });
  return markers;
}

export async function judge(fixture: Fixture, finder: SourceFinder): Promise<Verdict> {
  const queries = await finder.find(fixture.languageId, fixture.text);
  const lines = fixture.text.split('\n');
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const missed: string[] = [];
  const vain: string[] = [];
  const misread: string[] = [];
  let expected = 0;
  let right = 0;
  fixture.markers.forEach((marker, i) => {
    const from = starts[marker.line + 1] ?? (marker.line < 0 ? 0 : fixture.text.length);
    const to = starts[(fixture.markers[i + 1]?.line ?? lines.length) + 0] ?? Infinity;
    const here = queries.filter(({ startOffset }) => startOffset >= from && startOffset < to);
    expected += marker.expected;
    right += Math.min(marker.expected, here.length);
    const place = `${fixture.file}:${marker.line + 2}`;
    if (here.length < marker.expected) {
      const region = lines
        .slice(marker.line + 1, marker.line + 6)
        .map(line => line.trim())
        .join(' ⏎ ');
      missed.push(`${place} ${marker.expected - here.length} of ${marker.expected}: ${region.slice(0, 220)}`);
    }
    for (const query of here.slice(marker.expected)) vain.push(`${place} ${query.recognisedBy}: ${oneLine(query.sql)}`);
    if (here.length === marker.expected) for (const query of here) misread.push(...misreadings(place, marker, query));
  });
  return { language: fixture.language, expected, found: queries.length, right, missed, vain, misread };
}

function misreadings(place: string, marker: Marker, query: SourceQuery): readonly string[] {
  const out: string[] = [];
  const check = (name: string, actual: string) => {
    const wanted = marker.attributes.get(name);
    if (wanted !== undefined && wanted !== actual)
      out.push(`${place} ${name} is ${actual}, marked ${wanted}: ${oneLine(query.sql)}`);
  };
  check('by', query.recognisedBy);
  check('complete', String(query.complete));
  check('dialect', query.dialect);
  check('params', query.parameters.map(({ kind }) => kind).join(','));
  return out;
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
}
