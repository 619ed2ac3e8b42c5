// One ruling: verdict in words, sentence, reason, citations; then why, what would make it lawful, what is not established.

import { memo } from "./memo.js";
import { useEffect, useState } from "preact/hooks";
import { verdictText } from "../looks.js";
import { linesOf, otherwise } from "../otherwise.js";
import { shapeOf, unfold } from "../unfold.js";
import { dateText, listText, t, timeText, word } from "../words.js";
import { Citation, Citations } from "./citation.js";
import { html } from "./html.js";
import { Audience, Badge } from "./icon.js";
import { Steps } from "./proof.js";

/** @import { Missing, Change, Otherwise, Proof, ProofShape, Ruled, RulingView, Slot } from "../types.js" */

/** What would make it lawful: each way is a list of changes. @param {{ repairs: Change[][], no: number | null }} props */
export function Repairs({ repairs, no }) {
  return html`<ul>
    ${repairs.map(
      (way, i) => html`<li key=${i}>
        ${i > 0 && html`<span class="muted">${t("ruling.or")} </span>`}
        ${way.map((change, j) => html`<span key=${j}>${j > 0 && ` ${t("ruling.and")} `}${change.label}${change.cite && html` <${Citation} cite=${change.cite} no=${no} />`}</span>`)}
      </li>`,
    )}
  </ul>`;
}

/** Facts that are not established, and who can establish them. @param {{ missing: Missing[] }} props */
export function MissingFacts({ missing }) {
  return html`<div>
    <h4>${t("ruling.missing")}</h4>
    <ul>
      ${missing.map((m, i) => html`<li key=${i}>${m.question || word("fact", m.fact)} ${m.by?.length ? html`<span class="muted">${t("ruling.by", { seats: listText(m.by.map((b) => word("office", b))) })}</span>` : null}</li>`)}
    </ul>
  </div>`;
}

/** The proof, put together when it is first opened. @param {{ ruling: Ruled, no: number | null }} props */
function Why({ ruling, no }) {
  const [open, toggle] = useState(false);
  const [steps, show] = useState(/** @type {Proof[] | null | undefined} */ (undefined));
  const draw = async () => {
    show((before) => before ?? undefined);
    const shape = await shapeOf(ruling.law ?? "", ruling.act);
    show(shape && unfold(shape, ruling.proof));
  };
  useEffect(() => {
    if (open) draw();
  }, [open, ruling.receipt, ruling.proof.holds]);
  return html`<details class="why" onToggle=${(/** @type {any} */ e) => toggle(e.target.open)}>
    <summary>${t("ruling.why", { n: ruling.proof.holds.length })}</summary>
    ${steps && html`<${Steps} steps=${steps} no=${no} />`}
    ${steps === null && html`<p role="status">${t("ruling.no_proof")} <button type="button" class="small" onClick=${draw}>${t("ruling.again")}</button></p>`}
  </details>`;
}

/**
 * How the text was read where it leaves a question open, and what the other readings would give; fetched on demand.
 * @param {{ ruling: Ruled, no: number | null }} props
 */
function Readings({ ruling, no }) {
  const [open, toggle] = useState(false);
  const [shape, show] = useState(/** @type {ProofShape | null} */ (null));
  const [other, tell] = useState(/** @type {Otherwise | null} */ (null));
  const chosen = Object.entries(ruling.readings ?? {});
  useEffect(() => {
    if (!open || !chosen.length) return;
    shapeOf(ruling.law ?? "", ruling.act).then(show);
    if (no) otherwise(no).then(tell);
  }, [open, ruling.receipt, ruling.proof.holds]);
  if (!chosen.length) return null;
  return html`<details class="readings" onToggle=${(/** @type {any} */ e) => toggle(e.target.open)}>
    <summary>${t("ruling.readings", { n: chosen.length })}</summary>
    <ul>
      ${shape && chosen.map(([id, way]) => html`<li key=${id}>${shape.questions[id]?.question} ${shape.questions[id] && html`<${Citation} cite=${shape.questions[id].cite} no=${no} />`}<br />${t("ruling.read", { reading: shape.questions[id]?.readings[way] ?? way })}
        ${other && linesOf(other.readings, id).map((line, i) => html`<br key=${i} /><span class="muted">${line.text}</span> <${Citations} cites=${line.cites} no=${no} />`)}</li>`)}
    </ul>
    ${other?.text && html`<p class="muted">${other.text}</p>`}
  </details>`;
}

/**
 * Reasons of a ruling, on demand. An open one stays open when a new view comes.
 * @param {{ ruling: Ruled, no: number | null, repairs_open?: boolean }} props
 */
export function Reasons({ ruling, no, repairs_open = false }) {
  return html`
    ${ruling.missing?.length ? html`<${MissingFacts} missing=${ruling.missing} />` : null}
    ${ruling.proof?.holds ? html`<${Why} ruling=${ruling} no=${no} />` : null}
    ${ruling.repairs?.length
      ? html`<details class="repairs" open=${repairs_open}>
          <summary>${t("ruling.repairs")}</summary>
          <${Repairs} repairs=${ruling.repairs} no=${no} />
        </details>`
      : null}
  `;
}

/** @param {{ duties?: Ruled["duties"], no: number | null }} props */
function RuledDuties({ duties, no }) {
  if (!duties?.length) return null;
  return html`<ul>
    ${duties.map((d, i) => html`<li key=${i}>${d.sentence || word("office", d.holder)} <span class="muted">${word("duty", d.state)}${d.due ? ` (${dateText(d.due)})` : ""}</span> <${Citation} cite=${d.norm} no=${no} /></li>`)}
  </ul>`;
}

/** @param {{ of: RulingView, children?: any }} props children: what the white cell may do with it */
function RulingCard({ of, children }) {
  const { no, ruling, overridden } = of;
  /** @type {Slot} */
  const v = overridden ? "changed" : of.slot;
  return html`<article class="ruling stack" id=${`ruling-${no}`} data-ruling=${no} data-v=${v} data-verdict=${ruling.verdict} aria-labelledby=${`ruling-${no}-title`} tabindex="-1">
    <div class="head">
      <h3 id=${`ruling-${no}-title`}>
        <${Badge} v=${v} word=${overridden ? t("ruling.overridden", { verdict: verdictText(overridden) }) : verdictText(ruling, of.mark)} />
        <span class="muted number"> #${no} · ${of.seat}</span>
      </h3>
      ${of.mark && !overridden && word("mark", of.mark) !== verdictText(ruling, of.mark) && html`<span class="tag">${word("mark", of.mark)}</span>`}
      <span class="fine">${t("ruling.round", { round: of.round })} · ${dateText(ruling.date)}</span>
    </div>
    <p class="sentence">${of.sentence}</p>
    ${overridden &&
    html`<p>${overridden.reason} <span class="fine">${overridden.by && t("ruling.override_by", { by: overridden.by })} ${timeText(overridden.at)}</span></p>
      <p class="muted">${t("ruling.engine")}: <s>${verdictText(ruling)}</s></p>`}
    <p class="reason">${ruling.reason} <${Citations} cites=${ruling.decisive ?? []} no=${no} /></p>
    ${ruling.verdict !== "not_applicable" && !overridden && html`<p class="muted">${t("ruling.effect", { effect: word("effect", ruling.consequence) })}</p>`}
    <${RuledDuties} duties=${ruling.duties} no=${no} />
    <${Reasons} ruling=${ruling} no=${no} />
    <${Readings} ruling=${ruling} no=${no} />
    <p class="row spread">
      <${Audience} text=${of.audience_text} />
      <span class="fine">${t("ruling.foot", { date: dateText(ruling.date) })}${ruling.receipt && ` · ${t("ruling.receipt", { receipt: ruling.receipt.slice(0, 8) })}`}</span>
    </p>
    ${children}
  </article>`;
}

const Ruling = memo(RulingCard);

/** @param {{ list: RulingView[], action?: (ruling: RulingView) => any }} props */
export function RulingList({ list, action }) {
  return html`<ul class="rulings">
    ${list.map((r) => html`<li key=${r.no}><${Ruling} of=${r}>${action?.(r)}<//></li>`)}
  </ul>`;
}
