// The white cell's hand on the table: who may join, the phases, start, next, pause, bots, the close, the record.

import { useEffect, useState } from "preact/hooks";
import { record, joinAddress } from "../calls.js";
import { showCode } from "../ids.js";
import { t, word } from "../words.js";
import { useAct } from "./act.js";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Dialog } from "./rare.js";

/** @import { View } from "../types.js" */

/** Code, address and QR code. @param {{ table: string, code: string }} props */
export function Invite({ table, code }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    joinAddress(table).then((a) => setAddress(a ?? ""));
  }, [table]);
  return html`<section class="panel" id="invite" aria-labelledby="invite-title">
    <h2 id="invite-title">${t("control.join")}</h2>
    ${address &&
    html`<div class="invite">
      <img src=${`/api/tables/${encodeURIComponent(table)}/qr.svg`} alt=${t("control.qr", { address })} width="136" height="136" />
      <p>${t("control.at")} <a class="press" href=${address} target="_blank" rel="noopener">${address.replace(/^https?:\/\//, "").replace(/\/j\/.*$/, "")}</a><br />
        ${t("control.code")}<br /><span class="code" id="table-code">${showCode(code)}</span></p>
    </div>`}
  </section>`;
}

/** @param {{ view: View }} props */
function Phases({ view }) {
  const { clock } = view;
  const at = clock.phases.findIndex((p) => p.id === clock.phase);
  return html`<ol class="steps">
    ${clock.phases.map((p, i) => html`<li key=${p.id} aria-current=${i === at ? "step" : undefined}><${Icon} name=${i < at ? "ok" : i === at ? "on" : "wait"} />${p.title}</li>`)}
  </ol>`;
}

/** The last step of the phase, taken back while nobody has been told anything since. @param {{ title: string }} props */
function Back({ title }) {
  const { busy, problem, act, say } = useAct();
  const [why, setWhy] = useState("");
  return html`<details><summary>${t("control.back", { title })}</summary>
    <form class="oneline" onSubmit=${async (/** @type {Event} */ e) => {
      e.preventDefault();
      if (!why.trim()) say(t("control.need_reason"));
      else if (await act("undo", { reason: why.trim() })) setWhy("");
    }}>
      <label class="fine" for="back-why">${t("control.back_why")}</label>
      <input id="back-why" value=${why} onInput=${(/** @type {any} */ e) => setWhy(e.target.value)} />
      <button id="back" aria-disabled=${String(busy)}>${t("control.back_do", { title })}</button>
    </form>
    ${problem && html`<p class="fault">${problem}</p>`}
  </details>`;
}

/** @param {{ view: View, table: string, pass: string }} props */
export function Steering({ view, table, pass }) {
  const { busy, problem, act, say } = useAct();
  const closing = useAct();
  const [pausing, setPausing] = useState("");
  const [why, setWhy] = useState("");
  const [asking, setAsking] = useState(false);
  const [kind, setKind] = useState("random");
  const [saving, setSaving] = useState(false);
  const { status } = view.table;
  const next = view.white?.next;
  const empty = view.seats.filter((s) => !s.name && !s.bot).map((s) => s.seat);

  async function download() {
    setSaving(true);
    const blob = await record(table, pass);
    setSaving(false);
    if (!blob) {
      say(t("control.failed", { why: t("lobby.failed") }));
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `halifax-${table}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  return html`<section class="panel stack" id="steering" aria-labelledby="steering-title">
    <h2 id="steering-title">${status === "lobby" ? t("control.lobby") : t("control.phases", { round: view.clock.round, rounds: view.clock.rounds })}</h2>
    ${status === "playing" && html`<${Phases} view=${view} />`}
    ${status === "lobby" &&
    html`<p>${t("control.start_note", { n: view.seats.length - empty.length, all: view.seats.length })}</p>
      <button type="button" class="main" id="start" aria-disabled=${String(busy)} onClick=${() => act("start")}>${t("control.start")}</button>`}
    ${status === "playing" &&
    next &&
    html`<div>
        <button type="button" class="main" id="next" aria-disabled=${String(busy || view.clock.paused)} aria-describedby="next-closes" onClick=${() => act("advance", { to: next.phase })}>${t("control.next", { title: next.title })}</button>
        <p class="fine" id="next-closes">${view.clock.paused ? t("control.paused") : next.closes}</p>
      </div>
      ${next.back && html`<${Back} title=${next.back} />`}
      ${view.clock.ends_at && html`<div class="row">${[1, 2, 5].map((n) => html`<button type="button" class="small" key=${n} onClick=${() => act("extend", { minutes: n })}>${t("control.extend", { n })}</button>`)}</div>`}
      ${view.clock.paused
        ? html`<p>${view.clock.pause_reason}</p><button type="button" id="resume" onClick=${() => act("resume")}>${t("control.resume")}</button>`
        : html`<form class="oneline" onSubmit=${async (/** @type {Event} */ e) => {
            e.preventDefault();
            if (!pausing.trim()) say(t("control.need_reason"));
            else if (await act("pause", { reason: pausing.trim() })) setPausing("");
          }}>
            <label class="fine" for="pause-why">${t("control.pause_why")}</label>
            <input id="pause-why" value=${pausing} onInput=${(/** @type {any} */ e) => setPausing(e.target.value)} />
            <button id="pause">${t("control.pause")}</button>
          </form>`}`}
    ${status !== "closed" &&
    (empty.length
      ? html`<div class="row"><button type="button" id="fill" aria-disabled=${String(busy)} onClick=${() => act("fill_bots", { seats: empty, kind })}>${t("control.fill", { n: empty.length })}</button>
          <label class="fine" for="bots">${t("control.bots")}</label>
          <select id="bots" value=${kind} onChange=${(/** @type {any} */ e) => setKind(e.target.value)}>${["random", "greedy", "cautious", "seeking"].map((k) => html`<option key=${k} value=${k}>${word("bots", k)}</option>`)}</select></div>`
      : html`<p class="fine">${t("control.filled")}</p>`)}
    ${problem && html`<p class="fault">${problem}</p>`}
    <div class="row">
      <button type="button" id="record" aria-disabled=${String(saving)} onClick=${download}>${saving ? t("control.recording") : t("control.record")}</button>
      <a class="button" href=${`/r/${encodeURIComponent(table)}`}>${t("control.replay")}</a>
      ${status !== "closed" && html`<button type="button" onClick=${() => setAsking(true)}>${t("control.close")}</button>`}
    </div>
    ${asking &&
    html`<${Dialog} title=${t("control.close_title")} act=${t("control.close_do")} busy=${closing.busy} problem=${closing.problem} close=${() => setAsking(false)}
      confirm=${async () => {
        if (!why.trim()) closing.say(t("control.need_reason"));
        else if (await closing.act("close", { reason: why.trim() })) setAsking(false);
      }}>
      <p>${t("control.close_text")}</p>
      <label class="label" for="close-why">${t("control.close_why")}</label>
      <input id="close-why" value=${why} onInput=${(/** @type {any} */ e) => setWhy(e.target.value)} />
    <//>`}
  </section>`;
}
