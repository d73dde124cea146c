import { html, nothing, type TemplateResult } from 'lit';

import type { PlanView } from '../protocol/messages';
import type { ShownPlan } from '../protocol/shownPlan';
import type { Actions } from './actions';
import { clip } from './clip';
import { button, icon } from './controls';
import { unbroken } from './unbroken';

/** The verdict first, then where it comes from, then what must be said beside it. */
export function headerView(view: PlanView, shown: ShownPlan, actions: Actions): TemplateResult {
  const { figure, sentence, nodeId } = shown.verdict;
  return html`<h1 class="verdict">
      <span class="figure">${unbroken(figure)}</span>
      ${
        nodeId === undefined
          ? html`<span class="sentence">${unbroken(clip(sentence, longestNote))}</span>`
          : html`<button
              type="button"
              class="sentence"
              title="Show this step"
              @click=${() => {
                actions.reveal(nodeId);
              }}
            >
              ${unbroken(clip(sentence, longestNote))}
            </button>`
      }
    </h1>
    <ul class="meta" aria-label="Where this plan comes from">
      <li><span class="tag ${shown.source}">${shown.source}</span></li>
      ${connectionItems(view)} ${parameterItems(view)}
      <li>${view.time}</li>
      ${
        view.origin === undefined
          ? nothing
          : html`<li>
              ${
                view.originGone === true
                  ? view.origin
                  : button(actions, {
                      label: view.origin,
                      request: { type: 'openSource' },
                      look: 'link',
                      title: view.connection === undefined ? 'Show the plan in its file' : 'Show the query in its file',
                    })
              }
            </li>`
      }
    </ul>
    ${
      view.notes.length === 0
        ? nothing
        : html`<ul class="notes">
            ${view.notes.map(note => html`<li>${icon('info')}<span>${clip(note, longestNote)}</span></li>`)}
          </ul>`
    }`;
}

/** Of a plan that was opened, the server is unknown but for what the plan itself says. */
function connectionItems({ connection, plan }: PlanView): readonly TemplateResult[] {
  const version = connection?.serverVersion ?? plan.serverVersion;
  const items = version === undefined ? [] : [html`<li>PostgreSQL ${version}</li>`];
  if (connection === undefined) return items;
  const { name, production } = connection;
  return [
    html`<li>
      ${clip(name, longestName)}${production ? html` <span class="tag production">production</span>` : nothing}
    </li>`,
    ...items,
  ];
}

const mostShownInLine = 3;
const longestName = 120;
const longestNote = 600;

function parameterItems({ parameters }: PlanView): readonly TemplateResult[] {
  if (parameters.length === 0) return [];
  if (parameters.every(({ value }) => value === undefined)) return [html`<li>planned for any value</li>`];
  const items = parameters
    .slice(0, mostShownInLine)
    .map(
      ({ name, value }) =>
        html`<li class="parameter">${name} = <code>${clip(value ?? 'any value', longestName)}</code></li>`,
    );
  const more = parameters.length - mostShownInLine;
  return more > 0 ? [...items, html`<li>and ${more} more parameters</li>`] : items;
}
