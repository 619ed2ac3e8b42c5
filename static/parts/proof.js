// A proof as nested lists: first the path that decided, the rest folded and counted; children are drawn on first opening.

import { useState } from "preact/hooks";
import { countSteps, decided } from "../looks.js";
import { t, valueText, word } from "../words.js";
import { Citation } from "./citation.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { Proof, Slot } from "../types.js" */

/** @param {boolean | null | undefined} holds @returns {Slot} */
const look = (holds) => (holds === true ? "ok" : holds === false ? "no" : "open");

/** @param {{ step: Proof, no: number | null, folds: boolean }} props */
function Line({ step, no, folds }) {
  const from = [step.value && valueText(step.value), step.source && t("ruling.from", { source: word("source", step.source) })].filter(Boolean).join(" · ");
  return html`<span class="step">
    <span class="mark" data-v=${look(step.holds)}><${Icon} name=${look(step.holds)} /><span class="hidden">${word("holds", step.holds ?? null)}: </span></span>
    <span>${step.label}${folds && html`<span class="turn" aria-hidden="true"></span>`}${from && html` <span class="from">${from}</span>`}</span>
    ${step.cite && !folds ? html`<${Citation} cite=${step.cite} no=${no} />` : html`<span></span>`}
  </span>`;
}

/** @param {{ step: Proof, no: number | null, open: boolean }} props */
function Step({ step, no, open }) {
  const [drawn, draw] = useState(open);
  const below = step.steps ?? [];
  if (!below.length) return html`<li><${Line} step=${step} no=${no} folds=${false} /></li>`;
  return html`<li class="branch">
    ${step.cite && html`<${Citation} cite=${step.cite} no=${no} />`}
    <details open=${open} onToggle=${() => draw(true)}>
      <summary><${Line} step=${step} no=${no} folds=${true} /></summary>
      ${drawn && html`<${Steps} steps=${below} no=${no} path=${open} />`}
    </details>
  </li>`;
}

/**
 * @param {{ steps: Proof[], no: number | null, path?: boolean }} props path: open along the steps that decided
 */
export function Steps({ steps, no, path = true }) {
  const [all, showAll] = useState(false);
  const first = steps.filter(decided);
  const shown = first.length ? first : steps;
  const rest = first.length ? steps.filter((step) => !decided(step)) : [];
  return html`<ul class="proof">
    ${shown.map((step, i) => html`<${Step} key=${i} step=${step} no=${no} open=${path && first.length > 0 && step.holds !== true} />`)}
    ${rest.length > 0 &&
    html`<li key="rest">
      <details onToggle=${() => showAll(true)}>
        <summary>${t("ruling.rest", { n: countSteps(rest) })}</summary>
        ${all && html`<${Steps} steps=${rest} no=${no} path=${false} />`}
      </details>
    </li>`}
  </ul>`;
}
