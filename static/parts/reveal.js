// The reveal: all orders of a round at once, in seat order, each with its mark and the way to its ruling.

import { useState } from "preact/hooks";
import { listText, t, word } from "../words.js";
import { send } from "../wire.js";
import { whyNot } from "./act.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";
import { verdictText } from "../looks.js";

/** @import { View } from "../types.js" */

/** What is contested, and the way to contest. @param {{ view: View, place: number, what: string }} props */
function Contest({ view, place, what }) {
  const [problem, setProblem] = useState("");
  const by = view.may.contested[place];
  const may = view.may.contest.includes(place);
  const say = async () => {
    const ack = await send("contest", { move: place });
    setProblem(ack.ok ? "" : whyNot(ack));
  };
  const off = async () => {
    const ack = await send("cancel_order", { move: place });
    setProblem(ack.ok ? "" : whyNot(ack));
  };
  return html`${by && html`<p><span class="tag">${t("argue.contested", { seats: listText(by) })}</span></p>`}
    ${may && html`<button type="button" class="small" aria-label=${t("argue.contest_this", { what })} onClick=${say}>${t("argue.contest")}</button>`}
    ${view.may.cancel.includes(place) && html`<button type="button" class="small" aria-label=${t("argue.cancel_this", { what })} onClick=${off}>${t("argue.cancel")}</button>`}
    ${problem && html`<p class="fault">${problem}</p>`}`;
}

/** @param {{ view: View, round: number }} props */
function Round({ view, round }) {
  const mine = (/** @type {{ seat: string }} */ r) => Number(r.seat === view.you.seat);
  const orders = view.revealed.filter((r) => r.round === round).sort((a, b) => mine(b) - mine(a)); // one's own first, the others in seat order
  const choices = view.choices_made.filter((c) => c.round === round);
  return html`
    ${orders.length > 0 &&
    html`<ul class="revealed">
      ${orders.map((o) => {
        const ruling = o.ruling === null ? undefined : view.rulings.find((r) => r.no === o.ruling);
        const v = ruling && (ruling.overridden ? "changed" : ruling.slot);
        return html`<li key=${o.place} data-revealed=${o.seat} data-v=${v}>
          <p><strong>${o.seat}</strong> <span class="fine">${word("order", o.slot)}${o.by_rule ? ` · ${t("order.by_rule")}` : ""}${o.replaced ? ` · ${t("replace.gone")}` : ""}${o.cancelled ? ` · ${t("argue.cancelled", { seat: o.cancelled })}` : ""}</span></p>
          <p>${o.sentence || o.title}</p>
          ${ruling &&
          html`<p class="row"><${Badge} v=${v} word=${ruling.mark ? word("mark", ruling.mark) : verdictText(ruling.ruling)} />
              <a class="cite" href=${`#/ruling/${ruling.no}`}>${t("reveal.see", { no: ruling.no })}</a></p>
            ${["cure", "no", "breach", "open"].includes(v ?? "") && html`<p class="fine">${ruling.ruling.reason}</p>`}`}
          ${o.seat === view.you.seat && !o.replaced && view.may.replace.includes(/** @type {any} */ (o.slot)) && html`<p><a class="button" href="#/order/order">${t("replace.open")}</a></p>`}
          <${Contest} view=${view} place=${o.place} what=${o.sentence || o.title} />
        </li>`;
      })}
    </ul>`}
    ${choices.length > 0 &&
    html`<div><h3>${t("reveal.choices")}</h3>
      <ul>${choices.map((c) => html`<li key=${c.card}><strong>${c.seat}</strong> ${c.title}: ${c.text} ${c.by_default && html`<span class="fine">${t("reveal.default")}</span>`}</li>`)}</ul></div>`}
  `;
}

/** @param {{ view: View, folded?: boolean }} props folded: the newest one too, while a new round is being written */
export function Reveal({ view, folded = false }) {
  const rounds = [...new Set([...view.revealed, ...view.choices_made].map((r) => r.round))].sort((a, b) => b - a);
  if (!rounds.length) return null;
  return html`<section class="panel stack" data-at="rulings" id="reveal" aria-labelledby="reveal-title">
    <h2 id="reveal-title" class=${folded ? "hidden" : undefined} tabindex="-1">${t("reveal.title", { round: rounds[0] })}</h2>
    ${folded
      ? html`<details key="folded"><summary>${t("reveal.title", { round: rounds[0] })}</summary><${Round} view=${view} round=${rounds[0]} /></details>`
      : html`<${Round} key="open" view=${view} round=${rounds[0]} />`}
    ${rounds.length > 1 &&
    html`<details>
      <summary>${t("reveal.earlier")}</summary>
      ${rounds.slice(1).map((r) => html`<div key=${r} class="stack"><h3>${t("replay.round", { round: r })}</h3><${Round} view=${view} round=${r} /></div>`)}
    </details>`}
  </section>`;
}
