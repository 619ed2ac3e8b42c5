// What waits for the white cell: facts that a ruling needs, oldest first; and establishing any other fact.

import { useState } from "preact/hooks";
import { listText, t, valueText } from "../words.js";
import { useAct } from "./act.js";
import { html } from "./html.js";

/** @import { View, Waiting } from "../types.js" */

/** A value as typed: yes, no, a number, else text. @param {string} text */
export function readValue(text) {
  const said = text.trim();
  if (/^(yes|true)$/i.test(said)) return true;
  if (/^(no|false)$/i.test(said)) return false;
  return /^-?\d+(\.\d+)?$/.test(said) ? Number(said) : said;
}

/** A value as the fact's type wants it; null if it is none. @param {string} type @param {string} text @returns {unknown} */
export function typedValue(type, text) {
  const said = text.trim();
  if (!said) return null;
  if (type === "int" || type === "money") return Number.isFinite(Number(said)) ? Number(said) : null;
  if (type === "set") return said.split(",").map((part) => readValue(part)).filter((part) => part !== "");
  return said;
}

/** The input that fits a fact. @param {{ id: string, item: Waiting, value: string, set: (value: string) => void }} props */
function ValueInput({ id, item, value, set }) {
  const typed = (/** @type {any} */ e) => set(e.target.value);
  if (item.type === "enum" && item.values?.length) {
    return html`<select id=${id} value=${value} onChange=${typed}><option value="">${t("order.choose")}</option>${item.values.map((v) => html`<option key=${String(v)} value=${String(v)}>${valueText(v).replaceAll("_", " ")}</option>`)}</select>`;
  }
  if (item.type === "int" || item.type === "money") return html`<input id=${id} type="number" value=${value} onInput=${typed} />`;
  if (item.type === "date") return html`<input id=${id} type="date" value=${value} onInput=${typed} />`;
  return html`<input id=${id} value=${value} onInput=${typed} aria-describedby=${item.type === "set" ? `${id}-note` : undefined} />${item.type === "set" && html`<span class="fine" id=${`${id}-note`}>${t("waiting.several")}</span>`}`;
}

/** @param {{ item: Waiting }} props */
function Item({ item }) {
  const [reason, setReason] = useState("");
  const [value, setValue] = useState("");
  const { busy, problem, act, say } = useAct();
  const by = Array.isArray(item.by) ? item.by : item.by ? [item.by] : [];
  const id = `wait-${item.no}-${item.record}-${item.field}`;
  /** @param {unknown} v */
  const establish = (v) => {
    if (reason.trim().length < 10) say(t("waiting.need_reason"));
    else act("establish", { record: item.record, field: item.field, value: v, reason: reason.trim() });
  };
  return html`<article class="work-item stack" aria-labelledby=${`${id}-q`}>
    <h3 id=${`${id}-q`}>${item.question}</h3>
    <p class="fine">${item.no ? html`<a href=${`#/ruling/${item.no}`}>${t("waiting.ruling", { no: item.no })}</a> ` : ""}${by.length ? t("ruling.by", { seats: listText(by) }) : ""}</p>
    ${item.kind === "establish" &&
    html`<div class="stack">
      <label class="label" for=${`${id}-r`}>${t("waiting.reason")}</label>
      <input id=${`${id}-r`} value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)} />
      ${item.type === "bool"
        ? html`<div class="row">
            <button type="button" aria-disabled=${String(busy)} onClick=${() => establish(true)}>${t("waiting.yes")}</button>
            <button type="button" aria-disabled=${String(busy)} onClick=${() => establish(false)}>${t("waiting.no")}</button>
          </div>`
        : html`<div class="row"><label for=${`${id}-v`}>${t("waiting.value")}</label><${ValueInput} id=${`${id}-v`} item=${item} value=${value} set=${setValue} />
            <button type="button" aria-disabled=${String(busy)} onClick=${() => (typedValue(item.type ?? "text", value) === null ? say(t("waiting.need_value")) : establish(typedValue(item.type ?? "text", value)))}>${t("waiting.set")}</button></div>`}
      ${problem && html`<p class="fault">${problem}</p>`}
    </div>`}
  </article>`;
}

/** @param {{ view: View }} props */
function OtherFact({ view }) {
  const [draft, setDraft] = useState({ record: "", field: "", value: "", reason: "" });
  const { busy, problem, act, say } = useAct();
  const records = Object.entries(view.white?.records ?? {});
  const set = (/** @type {string} */ name) => (/** @type {any} */ e) => setDraft({ ...draft, [name]: e.target.value });
  /** @param {Event} event */
  async function establish(event) {
    event.preventDefault();
    if (draft.reason.trim().length < 10) say(t("waiting.need_reason"));
    else if (!draft.value.trim()) say(t("waiting.need_value"));
    else if (await act("establish", { record: draft.record || records[0]?.[0], field: draft.field.trim(), value: readValue(draft.value), reason: draft.reason.trim() })) {
      setDraft({ record: draft.record, field: "", value: "", reason: "" });
    }
  }
  return html`<details>
    <summary>${t("facts.title")}</summary>
    <form class="stack" onSubmit=${establish}>
      <p class="fine">${t("facts.note")}</p>
      ${view.white?.facts?.length ? html`<ul class="fine">${view.white.facts.map((f, i) => html`<li key=${i}>${f.record}, ${f.field.replaceAll("_", " ")}: ${valueText(f.value)} (${f.reason})</li>`)}</ul>` : null}
      <label class="label" for="fact-record">${t("facts.record")}</label>
      <select id="fact-record" value=${draft.record || records[0]?.[0]} onChange=${set("record")}>${records.map(([id, kind]) => html`<option key=${id} value=${id}>${id} (${kind})</option>`)}</select>
      <label class="label" for="fact-field">${t("facts.field")}</label>
      <input id="fact-field" value=${draft.field} onInput=${set("field")} />
      <label class="label" for="fact-value">${t("facts.value")}</label>
      <input id="fact-value" value=${draft.value} onInput=${set("value")} />
      <label class="label" for="fact-reason">${t("waiting.reason")}</label>
      <input id="fact-reason" value=${draft.reason} onInput=${set("reason")} />
      ${problem && html`<p class="fault">${problem}</p>`}
      <button aria-disabled=${String(busy)}>${t("facts.do")}</button>
    </form>
  </details>`;
}

/** What a seat's offices are asked to find. @param {{ view: View }} props */
export function Findings({ view }) {
  if (!view.waiting.length) return null;
  return html`<section class="panel stack" data-at="rulings" id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title" tabindex="-1">${t("waiting.yours")}</h2>
    ${view.waiting.map((item) => html`<${Item} key=${`${item.no}${item.record}${item.field}`} item=${item} />`)}
  </section>`;
}

/** @param {{ view: View }} props */
export function WaitingForMe({ view }) {
  const { waiting } = view;
  return html`<section class="panel stack" id="waiting" aria-labelledby="waiting-title">
    <h2 id="waiting-title">${t("waiting.title")} (${waiting.length})</h2>
    ${waiting.length === 0 && html`<p class="muted">${t("waiting.none")}</p>`}
    ${waiting.map((item) => html`<${Item} key=${`${item.kind}${item.no}${item.record}${item.field}`} item=${item} />`)}
    ${view.table.status === "playing" && html`<${OtherFact} view=${view} />`}
  </section>`;
}
