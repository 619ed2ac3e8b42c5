// Choosing a seat, and waiting for the start.

import { useState } from "preact/hooks";
import { alarm } from "../announce.js";
import { call } from "../calls.js";
import { focusOn } from "../route.js";
import { t } from "../words.js";
import { send } from "../wire.js";
import { whyNot } from "./act.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";

/** @import { View } from "../types.js" */

/**
 * Seats to choose from.
 * @param {{ view: View, pass: string, seated: (pass: string) => void }} props
 */
export function PickSeat({ view, pass, seated }) {
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const taken = view.seats.filter((s) => s.name || s.bot).length;
  /** @param {string} seat */
  async function take(seat) {
    if (busy) return;
    setBusy(seat);
    const answer = await call("/api/seat", { method: "POST", pass, body: { table: view.table.id, seat, name: view.you.name ?? "" } });
    setBusy("");
    if (answer.ok && answer.body.pass) {
      seated(answer.body.pass);
      return;
    }
    const why = answer.body.message ? String(answer.body.message) : t("lobby.failed");
    setProblem(why);
    alarm(why);
    requestAnimationFrame(() => requestAnimationFrame(() => focusOn("seat-problem")));
  }
  return html`<section class="stack" aria-labelledby="pick-title">
    <div class="row spread">
      <h2 id="pick-title" tabindex="-1">${t("lobby.choose")}</h2>
      <span class="muted">${t("lobby.taken", { n: taken, all: view.seats.length })}</span>
    </div>
    ${problem && html`<p class="summary" id="seat-problem" tabindex="-1"><strong>${problem}</strong></p>`}
    <ul class="offer">
      ${view.seats.map((s) => {
        const free = !s.name || s.bot;
        return html`<li key=${s.seat} data-seat=${s.seat} data-free=${String(free)}>
          <h3>${s.seat} <span class="muted">${s.title}</span></h3>
          <p>${s.brief}</p>
          ${s.bot && html`<p class="muted">${t("lobby.bot")}</p>`}
          ${free
            ? html`<button type="button" class="main" aria-disabled=${String(busy !== "")} aria-label=${t("lobby.take_as", { title: s.title })} onClick=${() => take(s.seat)}>${busy === s.seat ? t("lobby.taking") : t("lobby.take")}</button>`
            : html`<p class="muted">${t("lobby.by", { name: s.name })}</p>`}
        </li>`;
      })}
    </ul>
    <p class="fine">${t("lobby.private_later")} ${t("lobby.watch")}</p>
  </section>`;
}

/** Waiting for the start, in one's seat. @param {{ view: View }} props */
export function Waiting({ view }) {
  const [problem, setProblem] = useState("");
  const me = view.seats.find((s) => s.seat === view.you.seat);
  async function toggle() {
    const ack = await send("ready", { ready: !me?.ready });
    setProblem(ack.ok ? "" : whyNot(ack));
  }
  const people = view.seats.filter((s) => s.name && !s.bot);
  return html`<section class="stack panel" data-at="order" id="lobby" aria-labelledby="lobby-title">
    <h2 id="lobby-title">${t("lobby.wait")}</h2>
    <p>${t("lobby.people")}: ${people.map((s) => html`<span class="tag" key=${s.seat}>${s.ready && html`<${Icon} name="ok" />`}${s.name} (${s.seat})${s.ready ? `, ${t("lobby.is_ready")}` : ""}</span> `)}</p>
    ${problem && html`<p class="fault">${problem}</p>`}
    ${me && html`<button type="button" class="main" id="ready" aria-pressed=${String(Boolean(me.ready))} onClick=${toggle}>${me.ready ? t("lobby.not_ready") : t("lobby.ready")}</button>`}
  </section>`;
}
