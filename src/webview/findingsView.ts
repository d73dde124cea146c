import { html, nothing, type TemplateResult } from 'lit';

import type { Finding } from '../plan/finding';
import { shareText } from '../protocol/nodeCardText';
import type { PlanRow } from '../protocol/planRows';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { clip } from './clip';
import { icon, severityIcons } from './controls';
import { unbroken } from './unbroken';

const longest = 600;
const mostShown = 60;

/** What is wrong with the selected step first, then with all others, gravest first. */
export function findingsView(
  shown: ShownPlan,
  selected: PlanRow | undefined,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { findings } = shown;
  const here = shown.findingsAt.get(selected?.node.id ?? '') ?? [];
  if (here.length === 0 || here.length === findings.length) return listView('Findings', findings, here, shown, actions);
  const others = findings.filter(finding => !here.includes(finding));
  return html`${listView('Findings on this step', here, here, shown, actions)}
  ${listView('Other findings', others, [], shown, actions)}`;
}

function listView(
  title: string,
  findings: readonly Finding[],
  selected: readonly Finding[],
  shown: ShownPlan,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (findings.length === 0) return nothing;
  const more = findings.length - mostShown;
  return html`<section>
    <h2>${title}</h2>
    <ul class="findings">
      ${findings.slice(0, mostShown).map(finding => findingView(finding, selected.includes(finding), shown, actions))}
    </ul>
    ${more > 0 ? html`<p class="dim">and ${more} more, marked in the tree</p>` : nothing}
  </section>`;
}

function findingView(finding: Finding, selected: boolean, shown: ShownPlan, actions: Actions): TemplateResult {
  const { nodeId } = finding;
  const share = shareText(finding, shown);
  return html`<li
    class=${selected ? 'selected' : ''}
    @pointerenter=${() => {
      if (nodeId !== undefined) actions.hover(nodeId);
    }}
    @pointerleave=${() => {
      actions.hover(undefined);
    }}
  >
    ${icon(severityIcons[finding.severity], finding.severity)}
    <div>
      <p class="message">${unbroken(clip(finding.message, longest))}</p>
      ${share === undefined ? nothing : html`<p>${unbroken(share)}</p>`}
      <p class="dim">${clip(finding.remedy, longest)}</p>
      <p class="ways">
        ${
          nodeId === undefined || selected
            ? nothing
            : html`<button
                type="button"
                class="button link"
                @click=${() => {
                  actions.reveal(nodeId);
                }}
              >
                Show step
              </button>`
        }
        <a href=${safeLink(finding.docs)} title="Why, and when this rule speaks">${clip(finding.rule, longest)}</a>
      </p>
    </div>
  </li>`;
}

/** The host writes these; a link of any other kind leads nowhere. */
function safeLink(url: string): string | typeof nothing {
  return url.startsWith('https://') ? url : nothing;
}
