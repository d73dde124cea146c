import { html, nothing, type TemplateResult } from 'lit';

import { nodeCardText, shareText } from '../protocol/nodeCardText';
import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import { clip } from './clip';
import { icon, severityIcons } from './controls';
import { unbroken } from './unbroken';

const longest = 300;
const mostFindings = 4;

/** What a node is and does, with its figures and findings: the same card in the tree, the graph and the flame. */
export function nodeCard(row: PlanRow, shown: ShownPlan): TemplateResult {
  const { headline, term, kind, facts, findings } = nodeCardText(row, shown);
  return html`<p class="message">${clip(term, longest)}</p>
    <p class="dim">${clip(headline, longest)}</p>
    ${
      kind === undefined
        ? html`<p>A kind of step that PostgreSQL itself does not have; an extension brought it.</p>`
        : html`<p>${kind.does}</p>
            <p>${kind.good}</p>
            <p>${kind.slow}</p>`
    }
    <dl class="facts">
      ${facts.map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${clip(value, longest)}</dd>`,
      )}
    </dl>
    ${findings.slice(0, mostFindings).map(finding => {
      const share = shareText(finding, shown);
      return html`<p class="card-finding">
        ${icon(severityIcons[finding.severity], finding.severity)}
        <span
          >${unbroken(clip(finding.message, longest))}${share === undefined ? nothing : html` <span class="dim">${unbroken(share)}</span>`}</span
        >
      </p>`;
    })}`;
}
