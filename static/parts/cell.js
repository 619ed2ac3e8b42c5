// Several people in one seat: who they are, who has the pen, and the links that let somebody in or replace lost ones.

import { useState } from "preact/hooks";
import { call } from "../calls.js";
import { listText, t } from "../words.js";
import { me, send } from "../wire.js";
import { whyNot } from "./act.js";
import { html } from "./html.js";

/** @import { View } from "../types.js" */

/** Whether whoever looks writes for their seat. @param {View} view */
export function writes(view) {
  return !view.you.pen || !me.value || view.you.pen === me.value;
}

/** A link to hand over: shown once, never kept. @param {{ link: string, name: string }} props */
function Link({ link, name }) {
  const [copied, setCopied] = useState(false);
  /** @param {any} e */
  const copy = async (e) => {
    e.target.closest(".link").querySelector("input").select();
    // Without a secure origin there is no clipboard: the text stands selected, to be copied by hand.
    setCopied(await (navigator.clipboard?.writeText(link).then(() => true, () => false) ?? false));
  };
  return html`<div class="stack link">
    <label class="fine" for="cell-link">${t("cell.link", { name })}</label>
    <div class="row"><input id="cell-link" readonly value=${link} onFocus=${(/** @type {any} */ e) => e.target.select()} />
      <button type="button" onClick=${copy}>${copied ? t("cell.copied") : t("cell.copy")}</button></div>
  </div>`;
}

/**
 * What is asked of the server and answers with a pass.
 * @param {string} table @param {string} pass
 */
function useLinks(table, pass) {
  const [made, setMade] = useState(/** @type {{ link: string, name: string } | null} */ (null));
  const [problem, setProblem] = useState("");
  /** @param {"members" | "passes"} what @param {{ seat?: string, name?: string }} body @param {string} name */
  const ask = async (what, body, name) => {
    const answer = await call(`/api/tables/${encodeURIComponent(table)}/${what}`, { method: "POST", pass, body });
    setProblem(answer.ok ? "" : answer.body.message ? t("order.refused", { why: answer.body.message }) : t("lobby.failed"));
    setMade(answer.ok ? { link: `${location.origin}${answer.body.page}#pass=${answer.body.pass}`, name } : null);
    return answer.ok ? String(answer.body.pass) : "";
  };
  return { made, problem, ask };
}

/** @param {{ id: string, ask: (name: string) => Promise<unknown> }} props */
function Add({ id, ask }) {
  const [name, setName] = useState("");
  return html`<form class="row" onSubmit=${async (/** @type {Event} */ e) => {
    e.preventDefault();
    if (name.trim() && (await ask(name.trim()))) setName("");
  }}>
    <label class="fine" for=${id}>${t("cell.add_name")}</label>
    <input id=${id} value=${name} maxlength="40" autocomplete="off" onInput=${(/** @type {any} */ e) => setName(e.target.value)} />
    <button>${t("cell.add")}</button>
  </form>`;
}

/** A command of the cell, and why it was not done. */
function useCell() {
  const [problem, setProblem] = useState("");
  /** @param {string} type @param {Record<string, unknown>} data */
  const act = async (type, data) => {
    const ack = await send(type, data);
    setProblem(ack.ok ? "" : whyNot(ack));
  };
  return { problem, act };
}

/** Who else sits in one's seat, and the pen. @param {{ view: View, pass: string }} props */
export function Cell({ view, pass }) {
  const { made, problem, ask } = useLinks(view.table.id, pass);
  const cell = useCell();
  const mine = view.seats.find((s) => s.seat === view.you.seat);
  if (view.you.kind !== "seat" || !mine || view.table.status === "closed") return null;
  const others = [mine.name, ...(mine.cell ?? [])].filter((name) => name && name !== me.value);
  const pen = writes(view);
  return html`<div class="stack" id="cell">
    ${mine.cell?.length ? html`<p class="fine">${t("cell.with", { names: listText(others.map(String)) })} ${pen ? t("cell.you_write") : t("cell.writes", { name: view.you.pen ?? "" })}</p>` : null}
    ${!pen && (view.you.asks?.includes(me.value)
      ? html`<p class="fine">${t("cell.asked", { name: view.you.pen ?? "" })}</p>`
      : html`<button type="button" id="ask-pen" onClick=${() => cell.act("ask_pen", {})}>${t("cell.ask")}</button>`)}
    ${pen && view.you.asks?.map((name) => html`<p class="row" key=${name}><span>${t("cell.wants", { name })}</span>
      <button type="button" onClick=${() => cell.act("give_pen", { name })}>${t("cell.give", { name })}</button></p>`)}
    ${pen && html`<details><summary>${t("cell.share")}</summary>
      <div class="stack">
        <p class="fine">${t("cell.share_what")}</p>
        ${others.map((name) => html`<p class="row" key=${name}><span>${name}</span>
          <button type="button" onClick=${() => cell.act("give_pen", { name })}>${t("cell.give", { name })}</button>
          <button type="button" onClick=${() => cell.act("leave_seat", { name })}>${t("cell.out", { name })}</button></p>`)}
        <${Add} id="cell-add" ask=${(/** @type {string} */ name) => ask("members", { name }, name)} />
      </div>
    </details>`}
    ${made && html`<${Link} ...${made} />`}
    ${(problem || cell.problem) && html`<p class="fault" role="alert">${problem || cell.problem}</p>`}
  </div>`;
}

/** In the composer's place for who has no pen: what is being written, and by whom. @param {{ view: View }} props */
export function Reading({ view }) {
  const said = ["main", "minor"].map((slot) => view.moves.find((m) => m.id === /** @type {any} */ (view.order)[slot]?.move)?.title).filter(Boolean);
  return html`<section class="panel stack" data-at="order" id="order" aria-labelledby="order-title">
    <h2 id="order-title" tabindex="-1">${t("cell.writes", { name: view.you.pen ?? "" })}</h2>
    <p>${said.length ? t("cell.draft", { moves: listText(said.map(String)) }) : t("cell.no_draft")}</p>
    <p class="fine">${t("cell.ask_in_seats")}</p>
  </section>`;
}

/** The white cell's links: of each seat and its own. @param {{ view: View, pass: string, renewed: (pass: string) => void }} props */
export function Links({ view, pass, renewed }) {
  const { made, problem, ask } = useLinks(view.table.id, pass);
  const cell = useCell();
  const [seat, setSeat] = useState("");
  const taken = view.seats.filter((s) => s.name && !s.bot);
  const at = taken.find((s) => s.seat === seat);
  if (view.table.status === "closed") return null;
  return html`<details id="links"><summary>${t("cell.links")}</summary>
    <div class="stack">
      <label class="fine" for="links-seat">${t("cell.which")}</label>
      <select id="links-seat" value=${seat} onChange=${(/** @type {any} */ e) => setSeat(e.target.value)}>
        <option value="">${t("cell.own")}</option>
        ${taken.map((s) => html`<option key=${s.seat} value=${s.seat}>${s.seat} (${s.name})</option>`)}
      </select>
      ${at
        ? html`<p class="row"><button type="button" onClick=${() => ask("passes", { seat }, at.name ?? seat)}>${t("cell.renew", { name: at.name ?? seat })}</button>
            <button type="button" onClick=${() => cell.act("leave_seat", { seat })}>${t("cell.free", { seat })}</button></p>
          ${[at.name, ...(at.cell ?? [])].filter((name) => name && at.cell?.length && name !== at.pen).map((name) => html`<p class="row" key=${name}><span>${name}</span>
            <button type="button" onClick=${() => cell.act("give_pen", { seat, name })}>${t("cell.give", { name: name ?? "" })}</button>
            <button type="button" onClick=${() => cell.act("leave_seat", { seat, name })}>${t("cell.out", { name: name ?? "" })}</button></p>`)}
          <${Add} id="links-add" ask=${(/** @type {string} */ name) => ask("members", { seat, name }, name)} />`
        : html`<p class="fine">${t("cell.own_what")}</p>
          <p><button type="button" onClick=${async () => { const text = await ask("passes", { seat: "WHITE" }, t("control.title")); if (text) renewed(text); }}>${t("cell.renew_own")}</button></p>`}
      ${made && html`<${Link} ...${made} />`}
      ${(problem || cell.problem) && html`<p class="fault" role="alert">${problem || cell.problem}</p>`}
    </div>
  </details>`;
}
