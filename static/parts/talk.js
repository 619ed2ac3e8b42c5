// Rooms and messages. Each room says in words who can read it; the button names who it goes to; drafts are kept per room.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { keepDraft, readDraft, watchDrafts } from "../keep.js";
import { lengthOf, TEXT } from "../length.js";
import { listText, t } from "../words.js";
import { send } from "../wire.js";
import { whyNot } from "./act.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";
import { Audience } from "./icon.js";

/** @import { Room, View } from "../types.js" */

const SHOWN = 100;
const current = signal("");
/** @type {import("@preact/signals").Signal<Record<string, string>>} */
const drafts = signal({});
/** The place of the last message read, per room. @type {import("@preact/signals").Signal<Record<string, number>>} */
const seen = signal({});
let loaded = { table: "", seat: "" };

/** Who a room reaches besides oneself, in words. @param {Room} room @param {View} view */
function whom(room, view) {
  const others = room.seats.filter((s) => s !== view.you.seat);
  return others.length === 0 || others.length >= view.seats.length - 1 ? t("talk.everyone") : listText(others);
}

/** Unread messages, in all rooms or in one. @param {View} view @param {string} [room] */
export function unread(view, room) {
  return view.messages.filter((m) => (room ?? m.room) === m.room && m.place > (seen.value[m.room] ?? 0)).length;
}

/** A draft per room, so that two tabs that write in two rooms keep both. @param {string} room */
const draftOf = (room) => `talk.${room}`;

/** @param {View} view */
function load(view) {
  if (loaded.table === view.table.id && loaded.seat === view.you.seat) return;
  loaded = { table: view.table.id, seat: view.you.seat };
  drafts.value = {};
  seen.value = readDraft(view.table.id, view.you.seat, "read")?.value ?? {};
}

watchDrafts((table, seat, what, value) => {
  if (table === loaded.table && seat === loaded.seat && what.startsWith("talk.")) drafts.value = { ...drafts.value, [what.slice(5)]: value ?? "" };
});

/** @param {{ room: Room, view: View }} props */
function RoomPart({ room, view }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [shown, show] = useState(SHOWN);
  const who = whom(room, view);
  const messages = view.messages.filter((m) => m.room === room.id);
  const text = drafts.value[room.id] ?? readDraft(view.table.id, view.you.seat, draftOf(room.id))?.value ?? "";
  const field = `say-${room.id}`;
  const writing = room.open || text !== "" || document.activeElement?.id === field; // nobody's text goes away because a phase does
  const write = (/** @type {string} */ value) => {
    drafts.value = { ...drafts.value, [room.id]: value };
    keepDraft(view.table.id, view.you.seat, draftOf(room.id), value || null);
  };
  /** @param {Event} event */
  async function say(event) {
    event.preventDefault();
    if (busy || !text.trim() || !room.open) return;
    if (lengthOf(text) > TEXT) {
      setProblem(t("order.refused", { why: t("long.refused", { n: lengthOf(text), most: TEXT }) }));
      return;
    }
    setBusy(true);
    const ack = await send("message", { room: room.id, text: text.trim() });
    setBusy(false);
    setProblem(ack.ok ? "" : t("talk.failed", { why: whyNot(ack) }));
    if (ack.ok) write("");
  }
  const bottom = (/** @type {HTMLElement | null} */ list) => {
    if (list && list.dataset.n !== String(messages.length)) {
      const at_end = list.scrollHeight - list.scrollTop - list.clientHeight < 80 || !list.dataset.n;
      list.dataset.n = String(messages.length);
      if (at_end) list.scrollTop = list.scrollHeight;
    }
  };
  return html`<div class="stack">
    <p><${Audience} text=${room.audience_text} /></p>
    ${messages.length > shown && html`<button type="button" class="small" onClick=${() => show(shown + SHOWN)}>${t("talk.earlier", { n: messages.length - shown })}</button>`}
    ${messages.length === 0
      ? html`<p class="muted">${t("talk.empty")}</p>`
      : html`<ul class="messages" ref=${bottom} tabindex="0" aria-label=${t("talk.title")}>
          ${messages.slice(-shown).map((m) => html`<li key=${m.place} data-own=${String(m.from === view.you.seat)}><strong>${m.from}</strong> <span class="fine">${m.round ? t("log.round", { round: m.round }) : ""}</span><br />${m.text}</li>`)}
        </ul>`}
    ${writing &&
    html`<form class="stack" onSubmit=${say}>
      <label class="label" for=${field}>${t("talk.write", { who })}</label>
      <textarea id=${field} rows="2" value=${text} aria-describedby=${`${field}-n`} onInput=${(/** @type {any} */ e) => write(e.target.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => e.key === "Enter" && (e.ctrlKey || e.metaKey) && say(e)}></textarea>
      <${Counted} id=${`${field}-n`} text=${text} />
      ${problem && html`<p class="fault">${problem}</p>`}
      <button aria-disabled=${String(busy || !room.open)}>${busy ? t("talk.sending") : t("talk.send", { who })}</button>
    </form>`}
    ${!room.open && html`<p class="muted">${writing && text ? t("talk.kept", { why: room.why_closed }) : room.why_closed}</p>`}
  </div>`;
}

/** @param {{ view: View }} props */
function Open({ view }) {
  const [with_seats, setWith] = useState(/** @type {string[]} */ ([]));
  const [problem, setProblem] = useState("");
  /** @param {Event} event */
  async function open(event) {
    event.preventDefault();
    if (!with_seats.length) {
      setProblem(t("talk.pick"));
      return;
    }
    const ack = await send("open_room", { seats: with_seats });
    setProblem(ack.ok ? "" : whyNot(ack));
    if (ack.ok) setWith([]);
  }
  const others = view.seats.filter((s) => s.seat !== view.you.seat);
  return html`<details>
    <summary>${t("talk.open")}</summary>
    <form class="stack" onSubmit=${open}>
      <fieldset>
        <legend>${t("talk.with")}</legend>
        ${others.map(
          (s) => html`<label class="tick" key=${s.seat}><input type="checkbox" checked=${with_seats.includes(s.seat)}
            onChange=${(/** @type {any} */ e) => setWith(e.target.checked ? [...with_seats, s.seat] : with_seats.filter((x) => x !== s.seat))} /><span>${s.seat} <span class="muted">${s.title}</span></span></label>`,
        )}
      </fieldset>
      ${problem && html`<p class="fault">${problem}</p>`}
      <button>${t("talk.open")}</button>
    </form>
  </details>`;
}

/** @param {{ view: View, showing: boolean, read_only?: boolean }} props showing: the part is on screen, so its messages count as read */
export function Talk({ view, showing, read_only = false }) {
  load(view);
  const room = view.rooms.find((r) => r.id === current.value) ?? view.rooms[0];
  const last = view.messages.findLast((m) => m.room === room?.id)?.place ?? 0;
  useEffect(() => {
    if (!room || !showing || read_only || (seen.value[room.id] ?? 0) >= last) return;
    seen.value = { ...seen.value, [room.id]: last };
    keepDraft(view.table.id, view.you.seat, "read", seen.value);
  }, [room?.id, last, showing]);
  const may_open = view.you.kind === "seat" && view.clock.phase === "back_channel" && !read_only;
  return html`<section class="panel stack talk" data-at="talk" id="talk" aria-labelledby="talk-title">
    <h2 id="talk-title" tabindex="-1">${t("talk.title")}</h2>
    ${view.rooms.length === 0 && html`<p class="muted">${t("talk.none")}</p>`}
    ${view.rooms.length > 0 &&
    html`<div class="tabs" role="group" aria-label=${t("talk.title")}>
      ${view.rooms.map((r) => {
        const count = unread(view, r.id);
        return html`<button type="button" key=${r.id} aria-pressed=${String(r === room)} onClick=${() => (current.value = r.id)}>${whom(r, view)}${count > 0 && r !== room ? ` (${t("talk.unread", { n: count })})` : ""}</button>`;
      })}
    </div>`}
    ${room && html`<${RoomPart} key=${room.id} room=${read_only ? { ...room, open: false } : room} view=${view} />`}
    ${may_open && html`<${Open} view=${view} />`}
  </section>`;
}
