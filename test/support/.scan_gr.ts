/* throw-away */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { hosts } from '../../src/source/languages/hosts';
import { testFinder } from '../unit/source/finder';
const [id, ext, out, ...dirs] = process.argv.slice(2) as string[];
function* walk(d: string): Iterable<string> { for (const f of readdirSync(d)) { const p = join(d, f); const s = statSync(p); if (s.isDirectory()) yield* walk(p); else if (f.endsWith(ext!)) yield p; } }
const crude = /^(?:b?r?#*["`])\s*(?:--[^\n]*\n\s*)*(?:\\n|\\t|\\|\s)*(select\s[^"`]{0,400}?\bfrom\b|select\s+[\w(*]|insert\s+(?:or\s+\w+\s+|ignore\s+)?into\b|update\s+\S+\s+set\b|delete\s+from\b|with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\))?\s+as\s*\(|create\s+(?:or\s+replace\s+|unique\s+|temp\w*\s+)*(?:table|index|view|function|trigger|type|extension|schema|database|sequence)\b|alter\s+(?:table|type|index|sequence|database|role|user)\b|drop\s+(?:table|index|view|trigger|type|schema|database)\b|truncate\s|pragma\s|set\s+\w+\s*(?:=|to)|begin\b|commit\b|rollback\b|savepoint\b|vacuum\b|analyze\b|copy\s+\w|show\s+\w|explain\s|grant\s|revoke\s|lock\s+table|merge\s+into|replace\s+into|values\s*\(|call\s+\w|listen\s|notify\s|refresh\s)/i;
(async () => {
  const finder = testFinder();
  const host = hosts.find(h => h.ids.includes(id!))!; await Parser.init(); const parser = new Parser(); parser.setLanguage(await Language.load(readFileSync('/work/main/node_modules/@vscode/tree-sitter-wasm/wasm/' + host.grammar(id!))));
  const found: string[] = [], missed: string[] = [], slow: string[] = [];
  let files = 0;
  for (const d of dirs) for (const f of walk(d)) {
    const text = readFileSync(f, 'utf8'); files++;
    const t = Date.now();
    let qs: any[] = [];
    try { qs = [...await finder.find(id!, text)]; } catch (e) { slow.push(`THROW ${f} ${(e as Error).stack?.split('\n').slice(0, 4).join(' | ')}`); continue; }
    const ms = Date.now() - t; if (ms > 1000) slow.push(`SLOW ${ms} ${f} ${text.length}`);
    const lineOf = (o: number) => text.slice(0, o).split('\n').length;
    for (const q of qs) found.push(`${f.replace(/^.*\.pool\/|^\/tmp\/real\//, '')}:${lineOf(q.startOffset)} [${q.recognisedBy}${q.complete ? '' : ' INCOMPLETE'} ${q.dialect}${q.error ? ' ERR ' + q.error.message : ''}] ${q.sql.replace(/\s+/g, ' ').slice(0, 160)}`);
    const tree = parser.parse(text)!;
    for (const node of tree.rootNode.descendantsOfType([...host.literalTypes])) {
      if (!node) continue;
      const at = node.startIndex, end = node.endIndex;
      const m = text.slice(at, end);
      if (!crude.test(m)) continue;
      if (qs.some(q => q.startOffset <= end && q.endOffset >= at)) continue;
      const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
      missed.push(`${f.replace(/^.*\.pool\/|^\/tmp\/real\//, '')}:${lineOf(at)} ${line.trim().slice(-60)} ⟪${m.slice(0, 150).replace(/\s+/g, ' ')}⟫`);
    }
    tree.delete();
  }
  writeFileSync(out + '.found', found.join('\n')); writeFileSync(out + '.missed', missed.join('\n')); writeFileSync(out + '.slow', slow.join('\n'));
  console.log({ files, found: found.length, missed: missed.length, slow: slow.length });
})();
