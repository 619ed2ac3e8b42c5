// A seat's orders: one main and one minor move and its card choices, what the law would say of them, lock and unlock.

import { useEffect, useRef, useState } from "preact/hooks";
import { announce, alarm } from "../announce.js";
import { asOrder, choose, chosen, clearDraft, followDraft, is_empty, kept_at, other, pick, pickedMove, saveDraft, saved, sending, takeOther, written } from "../draft.js";
import { answer, check, checkAgain, faultsOf, preSlot, settle } from "../preflight.js";
import { focusOn } from "../route.js";
import { t, timeText } from "../words.js";
import { maySend, net, send } from "../wire.js";
import { whyNot } from "./act.js";
import { Fields, fieldId } from "./fields.js";
import { html } from "./html.js";
import { Audience, Icon } from "./icon.js";
import { Preflight } from "./preflight.js";
import { Receipt } from "./receipt.js";

/** @import { Draft, View } from "../types.js" */
/** @import { Side } from "../draft.js" */

/** A pause in writing, after which the draft goes to the server. */
const PAUSE_MS = 1500;

/** @param {Draft} order */
function lockWords(order) {
  const looks = Array.isArray(answer.value) ? answer.value.filter((p) => p.ruling).map(preSlot) : []; // what no law speaks of is locked without ado
  if (looks.some((v) => v === "no" || v === "breach" || v === "cure" || v === "none")) return t("order.lock_anyway");
  if (looks.includes("open")) return t("order.lock_ruling");
  if (order.main && order.minor) return t("order.lock_both");
  if (order.main) return t("order.lock_main");
  if (order.minor) return t("order.lock_minor");
  return Object.keys(order.choices).length ? t("order.lock_cards") : t("order.lock_none");
}

/** @param {{ view: View, side: Side, onLeave: () => void }} props */
function SideOf({ view, side, onLeave }) {
  const moves = view.moves.filter((m) => m.slot === side);
  const now = moves.filter((m) => m.available);
  const later = moves.filter((m) => !m.available);
  const move = pickedMove(view.moves, side);
  if (!moves.length) return null;
  return html`<fieldset class="slot">
    <legend class="hidden">${t(`order.${side}`)}</legend>
    <label class="label" for=${`pick-${side}`}>${t(`order.${side}`)}</label>
    <select id=${`pick-${side}`} value=${move ? move.id : ""} onChange=${(/** @type {any} */ e) => pick(side, e.target.value)}>
      <option value="">${t("order.pick")}</option>
      ${now.map((m) => html`<option key=${m.id} value=${m.id}>${m.title}</option>`)}
      ${move && !move.available && html`<option key=${move.id} value=${move.id}>${move.title}</option>`}
    </select>
    ${move &&
    html`<div>
      ${move.text && html`<p>${move.text}</p>`}
      <p class="effects">${move.statute && html`${t("order.statute")} `}${move.effects && t("order.effect", { effects: move.effects })}</p>
      ${!move.available && html`<p class="fault">${move.why_not}</p>`}
      <${Fields} key=${move.id} side=${side} move=${move} clock=${view.clock} faults=${faultsOf(side)} onLeave=${onLeave} />
    </div>`}
    ${later.length > 0 &&
    html`<details>
      <summary>${t("order.not_now", { n: later.length })}</summary>
      <ul>${later.map((m) => html`<li key=${m.id}>${m.title}: <span class="muted">${m.why_not}</span></li>`)}</ul>
    </details>`}
  </fieldset>`;
}

/** @param {{ view: View }} props */
function CardChoices({ view }) {
  const cards = view.cards.filter((c) => !c.chosen && c.choices?.some((x) => x.mine));
  if (!cards.length) return null;
  return html`<fieldset class="slot stack">
    <legend class="hidden">${t("order.cards")}</legend>
    <h3>${t("order.cards")}</h3>
    <p class="fine">${t("order.default")}</p>
    ${cards.map(
      (card) => html`<fieldset key=${card.id} class="choice">
        <legend class="label">${card.title} <span class="muted">${card.id}</span></legend>
        ${card.choices
          ?.filter((x) => x.mine)
          .map(
            (x) => html`<label class="tick" key=${x.id}>
              <input type="radio" name=${`choice-${card.id}`} value=${x.id} checked=${chosen.value[card.id] === x.id} disabled=${Boolean(x.why_not)} onChange=${() => choose(card.id, x.id)} />
              <span>${x.text} <span class="effects">${x.effects}${x.why_not && ` · ${x.why_not}`}</span></span>
            </label>`,
          )}
      </fieldset>`,
    )}
  </fieldset>`;
}

/** @param {{ problems: { side: Side, field: string, message: string }[] }} props */
function Summary({ problems }) {
  if (!problems.length) return null;
  return html`<div class="summary" id="order-problems" tabindex="-1" role="group" aria-labelledby="order-problems-title">
    <h3 id="order-problems-title">${t("order.problem")}</h3>
    <ul>
      ${problems.map(
        (p) => html`<li key=${p.side + p.field}><a href=${`#${fieldId(p.side, p.field)}`}
          onClick=${(/** @type {Event} */ e) => (e.preventDefault(), focusOn(fieldId(p.side, p.field)))}>${p.message}</a></li>`,
      )}
    </ul>
  </div>`;
}

/** Another order in the place of one that is void in law. @param {{ view: View }} props */
function Again({ view }) {
  const [problem, setProblem] = useState("");
  const [slot] = view.may.replace;
  const order = asOrder(view);
  const text = JSON.stringify(order[slot]);
  const said = order[slot];
  useEffect(() => check({ main: null, minor: null, choices: {}, [slot]: said }), [text]);
  const instead = async () => {
    if (!said) return;
    const ack = await send("replace_order", { slot, order: { move: said.move, fields: said.fields } });
    setProblem(ack.ok ? "" : whyNot(ack));
  };
  return html`<section class="panel stack composer" data-at="order" id="order" aria-labelledby="order-title">
    <h2 id="order-title" tabindex="-1">${t("replace.title")}</h2>
    <p>${t("replace.why")}</p>
    <${SideOf} view=${view} side=${slot} onLeave=${() => check({ main: null, minor: null, choices: {}, [slot]: said }, true)} />
    <${Preflight} />
    ${problem && html`<p class="summary"><strong>${problem}</strong></p>`}
    <div class="row"><button type="button" class="main" id="replace" aria-disabled=${String(!said)} onClick=${instead}>${t("replace.do")}</button></div>
  </section>`;
}

/** @param {{ view: View }} props */
export function Composer({ view }) {
  followDraft(view);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [tried, setTried] = useState(false);
  const pressed = useRef("");
  const order = asOrder(view);
  const text = JSON.stringify(order);
  const locked = view.order.state === "locked";

  useEffect(() => {
    if (!locked) check(order);
  }, [text, locked]);
  useEffect(() => {
    if (!locked && !is_empty.value) checkAgain(order);
  }, [view.table.place, net.value === "live"]);
  useEffect(() => {
    if (pressed.current === "lock" && locked) focusOn("receipt");
    if (pressed.current === "unlock" && !locked) focusOn("order-title");
    pressed.current = "";
    setProblem("");
  }, [locked]);

  const takes_drafts = ["back_channel", "orders"].includes(view.clock.phase) && !view.clock.paused && !locked && net.value === "live";
  useEffect(() => {
    if (!takes_drafts) return;
    const pause = setTimeout(saveDraft, PAUSE_MS, order);
    return () => clearTimeout(pause);
  }, [text, takes_drafts]);

  const problems = /** @type {Side[]} */ (["main", "minor"]).flatMap((side) => faultsOf(side).map((f) => ({ side, ...f })));
  useEffect(() => {
    if (tried && problems.length) focusOn("order-problems");
    if (!problems.length) setTried(false);
  }, [tried]);

  /** @param {string} type @param {Record<string, unknown>} data */
  async function act(type, data) {
    setBusy(true);
    setProblem("");
    if (type === "lock_order") sending(/** @type {any} */ (data));
    pressed.current = type === "lock_order" ? "lock" : "unlock";
    const ack = await send(type, data);
    setBusy(false);
    if (ack.ok) announce(t(type === "lock_order" ? "order.locked_said" : "order.unlocked_said"));
    else {
      pressed.current = ack.code === "undelivered" ? pressed.current : "";
      setProblem(whyNot(ack));
      alarm(whyNot(ack));
    }
  }

  async function lock() {
    if (busy || locked) return;
    if (!maySend()) {
      setProblem(t("order.offline"));
      return;
    }
    if (!view.order.may_lock) {
      setProblem(t("order.refused", { why: view.order.why_not ?? "" }));
      return;
    }
    setBusy(true);
    await settle(order);
    setBusy(false);
    if (["main", "minor"].some((side) => faultsOf(side).length)) {
      setTried(true);
      focusOn("order-problems");
      return;
    }
    await act("lock_order", /** @type {any} */ (asOrder(view)));
  }

  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      lock();
    }
  };

  const planning = ["situation", "back_channel", "orders"].includes(view.clock.phase);
  if (view.may.replace.length) return html`<${Again} view=${view} />`;
  const writing = planning && !locked;
  const reason = net.value !== "live" ? t("order.offline") : view.clock.phase !== "orders" ? t("order.later") : !view.order.may_lock ? view.order.why_not : null;
  if (!planning) return null; // what was ordered stands in the reveal
  return html`<section class="panel stack composer" data-at="order" id="order" aria-labelledby="order-title" onKeyDown=${keys}>
    <div class="row spread">
      <h2 id="order-title" tabindex="-1">${t("order.title")}</h2>
      <${Audience} text=${t("order.sealed")} />
    </div>
    ${locked && html`<${Receipt} view=${view} busy=${busy} problem=${problem} unlock=${() => act("unlock_order", {})} />`}
    ${writing && !view.moves.length && html`<p class="muted">${t("order.no_moves")}</p>`}
    ${writing &&
    html`<div class="stack">
      ${other.value && html`<p class="line" id="other-draft">${t("order.newer")} <button type="button" class="small" onClick=${takeOther}>${t("order.take_other")}</button></p>`}
      ${tried && html`<${Summary} problems=${problems} />`}
      <${SideOf} view=${view} side="main" onLeave=${() => check(asOrder(view), true)} />
      <${SideOf} view=${view} side="minor" onLeave=${() => check(asOrder(view), true)} />
      <${CardChoices} view=${view} />
      <${Preflight} />
      ${problem && html`<p class="summary" id="order-problem"><strong>${problem}</strong></p>`}
      <div class="row locking">
        ${view.clock.phase === "orders" &&
        html`<button type="button" class="main" id="lock" aria-disabled=${String(busy || reason !== null)} aria-describedby="lock-why" onClick=${lock}>
          <${Icon} name="lock" />${busy ? t("order.locking") : lockWords(order)}
        </button>`}
        ${!is_empty.value && html`<button type="button" class="plain" onClick=${clearDraft}>${t("order.clear")}</button>`}
      </div>
      <p class="fine" id="lock-why">${reason ?? `${t("order.may_unlock")} ${t("order.key")}`}${is_empty.value ? "" : saved.value && written(order) === saved.value ? ` ${t("order.saved")}` : kept_at.value ? ` ${t("order.kept", { time: timeText(kept_at.value) })}` : ""}</p>
    </div>`}
  </section>`;
}
