import type { Finding } from '../../plan/finding';
import { formatPercent } from '../../plan/units';
import { judgePlan } from '../../plan/verdict';
import { type Drawing, inlineSvg } from './drawing';
import { evidenceTexts } from './evidenceTexts';
import { drawingStyle, exportColours } from './exportColours';
import { flameDrawing } from './flameDrawing';
import { graphDrawing } from './graphDrawing';
import type { PlanReport } from './planReport';
import { type StepLine, stepLines } from './stepLines';
import { xmlText } from './xmlText';

/** The browser's parser ends nesting at 512 elements; deeper steps stand side by side. */
const mostLevels = 80;

/** A page that stands alone: it loads nothing, runs nothing, and folds by the browser's own means. */
export function planHtml(report: PlanReport): string {
  const { plan, findings, statement, facts } = report;
  const { figure, sentence } = judgePlan(plan);
  const parts = [
    `<h1><span class="figure">${xmlText(figure)}</span> ${xmlText(sentence)}</h1>`,
    facts.length === 0
      ? ''
      : `<p class="dim">${facts.map(([label, value]) => `${xmlText(label)}: ${xmlText(value)}`).join(' · ')}</p>`,
    section('Steps', tree(stepLines(plan))),
    findings.length === 0
      ? ''
      : section('Findings', `<ul class="findings">${findings.map(findingItem).join('\n')}</ul>`),
    section('Graph', drawn(graphDrawing(plan))),
    section('Flame', drawn(flameDrawing(plan))),
    statement === undefined || statement.trim() === '' ? '' : section('Statement', `<pre>${xmlText(statement)}</pre>`),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${xmlText(`${figure}: query plan`)}</title>
<style>${exportColours}
${pageStyle}
${drawingStyle}</style>
</head>
<body>
${parts.filter(part => part !== '').join('\n')}
</body>
</html>
`;
}

const pageStyle = `body{margin:0 auto;padding:24px 28px 60px;max-width:1280px;background:var(--ground);color:var(--text);font:14px/1.5 system-ui,"Segoe UI",Ubuntu,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:1.15em;font-weight:400;margin:0 0 4px}h1 .figure{font-size:1.8em;font-weight:650;margin-right:8px}
h2{font-size:12px;text-transform:uppercase;letter-spacing:.04em;color:var(--dim);margin:30px 0 8px}
.dim,.term,.note{color:var(--dim)}code,pre{font:12.5px/1.5 ui-monospace,Consolas,"DejaVu Sans Mono",monospace;color:var(--dim)}
pre{color:var(--text);white-space:pre-wrap;background:var(--side);border:1px solid var(--line);border-radius:4px;padding:10px 12px;margin:0}
a{color:var(--link)}
.drawn{overflow:auto;border:1px solid var(--line);border-radius:4px;padding:12px}
.tree details>*:not(summary),.tree .leaf{margin-left:18px}
.tree summary,.tree .leaf{padding:3px 0}.tree summary{cursor:pointer}
.step{display:inline-grid;grid-template-columns:minmax(0,1fr) 84px 62px 150px 84px;gap:0 12px;width:calc(100% - 22px);vertical-align:top}
.tree .leaf .step{margin-left:15px}
.step .number{text-align:right;white-space:nowrap}.step b{font-weight:600}.step .hot{color:var(--hot);font-weight:600}.step .warm{color:var(--warm);font-weight:600}
.step .ratio{color:var(--warm);white-space:nowrap;display:block}.step code,.step .note{display:block}
.findings{list-style:none;margin:0;padding:0}.findings li{padding:8px 0;border-top:1px solid var(--line)}
.error{color:var(--hot)}.warning{color:var(--warm)}.info{color:var(--cool)}
@media (max-width:760px){.step{grid-template-columns:minmax(0,1fr) 84px 62px}.step .less{display:none}}
@media print{body{padding:0;max-width:none;font-size:11px}.drawn{border:0;padding:0;overflow:visible}.drawn svg{max-width:100%;height:auto}.findings li,.step{break-inside:avoid}}`;

function section(title: string, content: string): string {
  return `<section>\n<h2>${title}</h2>\n${content}\n</section>`;
}

function drawn(drawing: Drawing): string {
  return `<div class="drawn">${inlineSvg(drawing)}</div>`;
}

/** Nested `details`; closes what is deeper before each step, so that depth is no matter of the stack. */
function tree(lines: readonly StepLine[]): string {
  const out: string[] = ['<div class="tree">'];
  const open: number[] = [];
  lines.forEach((line, i) => {
    while (open.length > 0 && (open.at(-1) ?? 0) >= line.depth) {
      open.pop();
      out.push('</details>');
    }
    const branch = (lines[i + 1]?.depth ?? 0) > line.depth && open.length < mostLevels;
    if (branch) {
      open.push(line.depth);
      out.push(`<details open><summary>${step(line)}</summary>`);
    } else out.push(`<div class="leaf">${step(line)}</div>`);
  });
  out.push(...open.map(() => '</details>'), '</div>');
  return out.join('\n');
}

function step({ words, own, share, heat, rows, ratio, buffers }: StepLine): string {
  const more = [
    words.name === undefined ? '' : ` <span class="term">${xmlText(words.name)}</span>`,
    words.index === undefined ? '' : ` <span class="term">${xmlText(words.index)}</span>`,
    ...words.conditions.map(({ text }) => `<code>${xmlText(text)}</code>`),
    ...words.notes.map(note => `<span class="note">${xmlText(note)}</span>`),
  ];
  const badge = ratio === '' ? '' : `<span class="ratio">${xmlText(ratio)}</span>`;
  const cells = [
    `<span><b>${xmlText(words.headline)}</b> <span class="term">${xmlText(words.term)}</span>${more.join('')}</span>`,
    `<span class="number ${heat}">${xmlText(own)}</span>`,
    `<span class="number">${share > 0 ? formatPercent(share) : ''}</span>`,
    `<span class="number less">${xmlText(rows)}${badge}</span>`,
    `<span class="number less dim">${buffers === '' ? '' : `${xmlText(buffers)} blocks`}</span>`,
  ];
  return `<span class="step">${cells.join('')}</span>`;
}

function findingItem({ severity, message, remedy, rule, docs, evidence }: Finding): string {
  const link = /^https:\/\/[\w./#-]+$/.test(docs) ? `<a href="${xmlText(docs)}">${xmlText(rule)}</a>` : xmlText(rule);
  const numbers = evidenceTexts(evidence);
  const proof = numbers.length === 0 ? '' : `<br><code>${xmlText(numbers.join(', '))}</code>`;
  return `<li><b class="${severity}">${severity}</b> <b>${xmlText(message)}</b><br>${xmlText(remedy)} ${link}${proof}</li>`;
}
