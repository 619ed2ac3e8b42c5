// Bills before the signing seat, and those that became law or fell: old and new text side by side, and what rulings would turn.

import { useState } from "preact/hooks";
import { dateText, t, word } from "../words.js";
import { send } from "../wire.js";
import { Citation } from "./citation.js";
import { whyNot } from "./act.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";

/** @import { BillChange, BillView, Slot, TurnedRuling, View } from "../types.js" */

/** What a bill would change. @param {{ changes: BillChange[], rulings: TurnedRuling[] }} props */
export function OldAndNew({ changes, rulings }) {
  if (!changes.length) return html`<p class="muted">${t("bills.none_changed")}</p>`;
  return html`<details class="compare" open>
      <summary>${t("bills.compare")}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("bills.compare")}>
        <table>
          <thead><tr><th scope="col">${t("bills.before")}</th><th scope="col">${t("bills.after")}</th></tr></thead>
          ${changes.map(
            (c, i) => html`<tbody key=${i} data-how=${c.how}>
              <tr><th scope="rowgroup" colspan="2"><${Citation} cite=${c.cite} /> <span class="fine">${c.heading}</span></th></tr>
              <tr><td data-says=${t("bills.before")}>${c.before ?? html`<span class="muted">${t("bills.nothing")}</span>`}</td>
                <td data-says=${t("bills.after")}>${c.after ?? html`<span class="muted">${t("bills.ends")}</span>`}</td></tr>
            </tbody>`,
          )}
        </table>
      </div>
    </details>
    ${rulings.length
      ? html`<div><h4>${t("bills.turned", { n: rulings.length })}</h4>
          <ul>${rulings.map((r) => html`<li key=${r.no}><a class="cite" href=${`#/ruling/${r.no}`}>#${r.no}</a> ${r.sentence} <span class="muted">${t("bills.turn", { was: word("verdict", r.was), would: word("verdict", r.would) })}</span></li>`)}</ul></div>`
      : html`<p class="fine">${t("bills.turned_none")}</p>`}`;
}

/** @param {BillView} bill @returns {[Slot, string]} */
function stand(bill) {
  if (bill.status === "enacted") return ["must", t("bills.status.enacted")];
  if (bill.status === "failed") return ["no", t("bills.status.failed")];
  if (bill.answer === "veto") return ["no", t("bills.status.vetoed")];
  return bill.answer === "sign" ? ["ok", t("bills.status.signed")] : ["wait", t("bills.status.passed")];
}

/** @param {{ bill: BillView }} props */
function Bill({ bill }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [v, said] = stand(bill);
  /** @param {"sign" | "veto"} answer */
  async function say(answer) {
    if (busy) return;
    setBusy(true);
    const ack = await send("answer_bill", { bill: bill.no, answer });
    setBusy(false);
    setProblem(ack.ok ? "" : whyNot(ack));
  }
  return html`<article class="bill stack" data-bill=${bill.no} data-v=${v} aria-labelledby=${`bill-${bill.no}`}>
    <h3 id=${`bill-${bill.no}`}><${Badge} v=${v} word=${said} /> ${bill.title}</h3>
    <p class="fine">${t("bills.by", { seat: bill.by, round: bill.round })} ${bill.status === "enacted" ? t("bills.in_effect", { date: dateText(bill.enacted), from: dateText(bill.effective) }) : t("bills.effective", { date: dateText(bill.effective) })} ${bill.over_veto && t("bills.over_veto")} ${bill.reason}</p>
    <ul>${bill.parts.map((p) => html`<li key=${p.id}><strong>${p.title}.</strong> ${p.text}</li>`)}</ul>
    ${bill.mine &&
    html`<div class="row">
        <button type="button" class="main" aria-pressed=${String(bill.answer === "sign")} aria-disabled=${String(busy)} onClick=${() => say("sign")}>${t("bills.sign")}</button>
        <button type="button" aria-pressed=${String(bill.answer === "veto")} aria-disabled=${String(busy)} onClick=${() => say("veto")}>${t("bills.veto")}</button>
      </div>
      <p class="fine">${t("bills.silence")}</p>`}
    ${problem && html`<p class="fault">${problem}</p>`}
    ${bill.status === "passed" && html`<${OldAndNew} changes=${bill.changes} rulings=${bill.rulings} />`}
  </article>`;
}

/** @param {{ view: View, open: boolean }} props open: those that wait for an answer, else those that are decided */
export function Bills({ view, open }) {
  const bills = view.bills.filter((b) => (b.status === "passed") === open);
  if (!bills.length) return null;
  const id = open ? "bills-open" : "bills";
  return html`<section class="panel stack" data-at=${open ? "rulings" : "law"} id=${id} aria-labelledby=${`${id}-title`}>
    <h2 id=${`${id}-title`} tabindex="-1">${t("bills.title")}</h2>
    ${bills.map((b) => html`<${Bill} key=${b.no} bill=${b} />`)}
  </section>`;
}
