// Another seat, or none: from the seats of the table page. What is left behind is said before it is left.

import { useState } from "preact/hooks";
import { alarm } from "../announce.js";
import { call } from "../calls.js";
import { t } from "../words.js";
import { html } from "./html.js";
import { Dialog } from "./rare.js";

/** @import { View } from "../types.js" */

/** @param {{ view: View, pass: string, seated: (pass: string) => void }} props */
export function ChangeSeat({ view, pass, seated }) {
  const [to, choose] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  if (view.you.kind !== "seat" || view.table.status === "closed") return null;
  const free = view.seats.filter((s) => s.seat !== view.you.seat && (!s.name || s.bot));
  async function go() {
    setBusy(true);
    const answer = await call("/api/seat", { method: "POST", pass, body: { table: view.table.id, seat: to || null } });
    setBusy(false);
    if (answer.ok && answer.body.pass) {
      seated(answer.body.pass);
      return;
    }
    const why = String(answer.body.message ?? t("lobby.failed"));
    setProblem(why);
    alarm(why);
  }
  const act = to ? t("change.take", { seat: to }) : t("change.leave");
  return html`<details id="change-seat">
    <summary>${t("change.title")}</summary>
    <div class="row">
      ${free.map((s) => html`<button type="button" class="small" key=${s.seat} aria-label=${t("lobby.take_as", { title: s.title })} onClick=${() => choose(s.seat)}>${t("change.take", { seat: s.seat })}</button>`)}
      <button type="button" class="small" onClick=${() => choose("")}>${t("change.leave")}</button>
    </div>
    ${to !== null &&
    html`<${Dialog} title=${act} act=${act} busy=${busy} problem=${problem} confirm=${go} close=${() => (choose(null), setProblem(""))}>
      <p>${t("change.what", { seat: view.you.seat })}</p>
    <//>`}
  </details>`;
}
