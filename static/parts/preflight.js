// What the law would say before an order is locked: one panel per move, in the look of the verdict.

import { answer, checking, preSlot, preText } from "../preflight.js";
import { t, word } from "../words.js";
import { Citations } from "./citation.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";
import { OldAndNew } from "./rare.js";
import { Reasons, Repairs } from "./ruling.js";

/** @import { Preruling } from "../types.js" */

/** @param {{ of: Preruling }} props */
function One({ of }) {
  const v = preSlot(of);
  const { ruling } = of;
  if (of.fields_missing?.length) {
    return html`<div class="preflight" data-slot=${of.slot} data-v="wait">
      <p><strong>${word("pre", `for_${of.slot}`)}:</strong> ${preText(of)}</p>
      <ul>${of.fields_missing.map((f) => html`<li key=${f.field}>${f.message}</li>`)}</ul>
    </div>`;
  }
  if (of.bill) {
    return html`<div class="preflight stack" data-slot=${of.slot} data-v="none"><p><strong>${t("bills.preview")}</strong></p>
      <${OldAndNew} changes=${of.bill.changes} rulings=${of.bill.rulings} /></div>`;
  }
  if (!ruling) return html`<p class="preflight" data-slot=${of.slot} data-v="none"><strong>${word("pre", `for_${of.slot}`)}:</strong> ${preText(of)}</p>`;
  return html`<div class="preflight stack" data-slot=${of.slot} data-v=${v} data-verdict=${ruling.verdict}>
    <p><span class="muted">${word("pre", `for_${of.slot}`)}</span> <${Badge} v=${v} word=${preText(of)} /></p>
    <p>${ruling.reason} <${Citations} cites=${ruling.decisive ?? []} /></p>
    ${ruling.repairs?.length && ruling.verdict !== "lawful" ? html`<div><h4>${t("ruling.repairs")}</h4><${Repairs} repairs=${ruling.repairs} no=${null} /></div>` : null}
    <${Reasons} ruling=${{ ...ruling, repairs: [] }} no=${null} />
  </div>`;
}

export function Preflight() {
  const got = answer.value;
  if (got === null) return null;
  return html`<section aria-labelledby="pre-title" class="stack" id="preflight">
    <h3 id="pre-title">${t("pre.title")} ${checking.value && html`<span class="fine">${t("pre.checking")}</span>`}</h3>
    ${got === "slow" && html`<p class="preflight" data-v="wait">${t("pre.slow")}</p>`}
    ${got === "offline" && html`<p class="preflight" data-v="wait">${t("pre.offline")}</p>`}
    ${Array.isArray(got) && got.map((p) => html`<${One} key=${p.slot} of=${p} />`)}
    <p class="fine">${t("pre.caveat")}</p>
  </section>`;
}
