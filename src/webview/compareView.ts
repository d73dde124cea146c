import { html, LitElement, nothing, type TemplateResult } from 'lit';

import {
  type ComparedLine,
  type ComparedStep,
  type ComparisonPart,
  type ShownComparison,
  shownComparison,
} from '../protocol/comparison';
import type { PlanView } from '../protocol/messages';
import type { Actions } from './actions';
import { button, icon } from './controls';
import { unbroken } from './unbroken';
import type { ViewState } from './viewState';

export function compareView(view: PlanView, state: ViewState, actions: Actions): TemplateResult {
  return html`<plan-compare .view=${view} .state=${state} .actions=${actions}></plan-compare>`;
}

/** More lines than this are not put into the document: nobody reads them, and they are what did not change. */
const mostShown = 1_000;
const mostLevels = 16;

/** Two plans side by side: what changed in kind, by how much, then both trees with what belongs together on one line. */
class PlanCompare extends LitElement {
  static override properties = {
    view: { attribute: false },
    state: { attribute: false },
    actions: { attribute: false },
  };
  declare view: PlanView;
  declare state: ViewState;
  declare actions: Actions;

  #compared: { readonly view: PlanView; readonly shown: ShownComparison | undefined } | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    if (this.#compared?.view !== this.view) this.#compared = { view: this.view, shown: shownComparison(this.view) };
    const { shown } = this.#compared;
    return shown === undefined ? this.#nothingYet() : html`${this.#summary(shown)} ${this.#trees(shown)}`;
  }

  #nothingYet(): TemplateResult {
    return html`<section class="state">
      <p>Put another plan beside this one: an earlier one of the same query, or one from a file or the clipboard.</p>
      <p class="buttons">
        ${button(this.actions, { label: 'Compare with…', request: { type: 'compareWith' }, look: 'primary', icon: 'git-compare' })}
      </p>
    </section>`;
  }

  #summary(shown: ShownComparison): TemplateResult {
    const { diff, inKind, expected, notes, table, titles } = shown;
    return html`<section class="difference">
      <div class="words">
        <h2>${unbroken(diff.headline)}</h2>
        <h3>What changed</h3>
        ${
          inKind.length === 0
            ? html`<p>${icon('check')} Nothing: the steps are the same.</p>`
            : html`<ul class="changes">
                ${inKind.map(change => this.#change(change.text, change.afterId))}
              </ul>`
        }
        ${
          expected.length === 0
            ? nothing
            : html`<h3>What the planner expects</h3>
                <ul class="changes">
                  ${expected.map(change => this.#change(change.text, change.afterId))}
                </ul>`
        }
        ${notes.map(note => html`<p class="dim">${note}</p>`)}
      </div>
      <div>
        <table class="before-after">
          <thead>
            <tr>
              <td></td>
              <th scope="col" title=${titles.before}>before</th>
              <th scope="col" title=${titles.after}>after</th>
            </tr>
          </thead>
          <tbody>
            ${table.map(
              ({ name, before, after }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td>${before}</td>
                  <td>${after}</td>
                </tr>`,
            )}
          </tbody>
        </table>
        <p class="buttons">
          ${button(this.actions, { label: 'Compare with…', request: { type: 'compareWith' }, look: 'secondary', icon: 'git-compare' })}
          ${shown.chosen ? button(this.actions, { label: 'Close Comparison', request: { type: 'closeComparison' }, look: 'icon', icon: 'close', title: 'Take the other plan away' }) : nothing}
        </p>
      </div>
    </section>`;
  }

  #change(text: string, afterId: string | undefined): TemplateResult {
    if (afterId === undefined) return html`<li>${unbroken(text)}</li>`;
    return html`<li>
      <button type="button" class="button link" title="Show this step" @click=${() => this.#select(afterId, true)}>
        ${unbroken(text)}
      </button>
    </li>`;
  }

  #trees(shown: ShownComparison): TemplateResult {
    let left = mostShown;
    const parts = shown.parts.map(part => {
      const room = left;
      if (!part.folded) left -= part.lines.length;
      return this.#part(part, Math.max(0, room));
    });
    return html`<div
      class="compared"
      role="table"
      aria-label="Both plans"
      @keydown=${(event: KeyboardEvent) => {
        this.#key(event);
      }}
    >
      <div class="pair head" role="row">
        <span role="columnheader">before <span class="dim">${shown.titles.before}</span></span>
        <span class="figure-of" role="columnheader">${shown.measure}</span>
        <span class="figure-of" role="columnheader">${shown.measure}</span>
        <span role="columnheader">after <span class="dim">${shown.titles.after}</span></span>
      </div>
      ${parts} ${left < 0 ? html`<p class="dim more">Too many steps changed to show them all here.</p>` : nothing}
    </div>`;
  }

  #part({ folded, lines }: ComparisonPart, room: number): TemplateResult {
    if (!folded) return html`${lines.slice(0, room).map(line => this.#line(line))}`;
    const text = `${lines.length} steps as before`;
    if (lines.length > room) return html`<p class="dim more">${text}</p>`;
    return html`<details>
      <summary>${text}</summary>
      ${lines.map(line => this.#line(line))}
    </details>`;
  }

  #line({ state, figureDiffers, before, after }: ComparedLine): TemplateResult {
    const id = after?.id;
    const selected = id !== undefined && id === this.state.selected;
    return html`<div
      class="pair ${state} ${figureDiffers ? 'differs' : ''}"
      role="row"
      data-id=${id ?? nothing}
      tabindex=${selected ? '0' : '-1'}
      aria-selected=${String(selected)}
      aria-label=${state === 'same' ? nothing : `${stateWords[state]}: ${after?.headline ?? before?.headline ?? ''}`}
      @click=${() => {
        if (id !== undefined) this.#select(id, false);
      }}
      @dblclick=${() => {
        if (id !== undefined) this.actions.reveal(id);
      }}
    >
      ${stepView(before, 'before', state)}
      <span class="figure-of before" role="cell">${before?.figure ?? ''}</span>
      <span class="figure-of after" role="cell">${after?.figure ?? ''}</span>
      ${stepView(after, 'after', state)}
    </div>`;
  }

  /** Selection is of the panel's own plan: the one of after. */
  #select(id: string, focus: boolean): void {
    this.actions.change(this.view.measurement === undefined ? { selected: id } : { side: 'after', selected: id });
    if (focus) void this.updateComplete.then(() => this.#focus(id));
  }

  #focus(id: string): void {
    const row = this.#rows().find(element => element.dataset['id'] === id);
    const fold = row?.closest('details');
    if (fold) fold.open = true;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }

  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.pair:not(.head), summary')];
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.#rows().filter(row => row.tagName === 'SUMMARY' || row.closest('details')?.open !== false);
    const at = rows.findIndex(row => row === document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const id = rows[at]?.dataset['id'];
    if (event.key === 'Enter' && id !== undefined) {
      event.preventDefault();
      this.actions.reveal(id);
      return;
    }
    const next = target === undefined ? undefined : rows[target];
    if (next === undefined) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
    const nextId = next.dataset['id'];
    if (nextId !== undefined) this.#select(nextId, false);
  }
}

const stateWords = { changed: 'changed', moved: 'moved', removed: 'gone', added: 'new' } as const;
const marks = { changed: 'arrow-right', moved: 'arrow-swap', removed: 'remove', added: 'add' } as const;

function stepView(
  step: ComparedStep | undefined,
  side: 'before' | 'after',
  state: ComparedLine['state'],
): TemplateResult {
  if (step === undefined) return html`<span class="step none ${side}" role="cell"></span>`;
  const levels = Array.from({ length: Math.min(step.depth, mostLevels) }, () => html`<i aria-hidden="true"></i>`);
  return html`<span class="step ${side}" role="cell">
    ${levels}
    <span class="text">
      ${state === 'same' || (state === 'changed' && side === 'before') ? nothing : icon(marks[state], 'mark')}
      <span class="headline">${step.headline}</span> <span class="term">${step.term}</span>
    </span>
  </span>`;
}

customElements.define('plan-compare', PlanCompare);
