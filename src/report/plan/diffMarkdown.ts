import type { DiffReport } from './diffReport';

const deepest = 20;

/** For an issue or a pull request: GitHub's Markdown. Nothing of a plan becomes markup. */
export function diffMarkdown(report: DiffReport, titles: { readonly before: string; readonly after: string }): string {
  const lines = [`**${escaped(report.headline)}**`, '', `${code(titles.before)} → ${code(titles.after)}`];
  for (const { heading, lines: texts } of report.lists) {
    lines.push('', `### ${heading}`, '', ...texts.map(text => `- ${escaped(text)}`));
  }
  lines.push('', '### Figures', '', '| | before | after |', '| --- | ---: | ---: |');
  for (const { name, before, after } of report.figures) lines.push(`| ${name} | ${before} | ${after} |`);
  for (const caveat of report.caveats) lines.push('', `*${escaped(caveat)}*`);
  if (report.steps.length > 0) {
    lines.push(
      '',
      `### Step by step, ${report.measure}`,
      '',
      '| before | after | | step |',
      '| ---: | ---: | --- | --- |',
    );
    for (const { before, after, mark, depth, text } of report.steps) {
      const indent = '&nbsp;&nbsp;'.repeat(Math.min(depth, deepest));
      lines.push(`| ${before} | ${after} | ${mark.trim() === '' ? '' : code(mark)} | ${indent}${escaped(text)} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const special = new Set('\\`*_{}[]<>()#+-!|&~$@:');

/** ASCII punctuation may be escaped by a backslash (CommonMark 0.31, 2.4). */
function escaped(text: string): string {
  let result = '';
  for (const character of text) {
    result += character === '\n' || character === '\r' ? ' ' : special.has(character) ? `\\${character}` : character;
  }
  return result;
}

function code(text: string): string {
  const plain = text.split('`').join("'").split('|').join('¦').split('\n').join(' ');
  return `\`${plain}\``;
}
