// The fields of one move, as the view lists them: native controls, counted in words. What they hold lives in the draft.

import { fieldValue, setField } from "../draft.js";
import { t } from "../words.js";
import { Counted } from "./counted.js";
import { html } from "./html.js";

/** @import { Field, FieldFault, Move } from "../types.js" */
/** @import { Side } from "../draft.js" */

/** @param {Side} side @param {string} name */
export const fieldId = (side, name) => `field-${side}-${name.replace(/\W/g, "-")}`;

/** @param {{ side: Side, move: Move, field: Field, fault: string | null, clock: { game_date?: string | null, until?: string | null }, onLeave: () => void }} props */
function FieldPart({ side, move, field, fault, clock, onLeave }) {
  const id = fieldId(side, field.name);
  const value = fieldValue(side, move.id, field);
  const set = (/** @type {unknown} */ v) => setField(side, move.id, field.name, v);
  const described = [field.help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;
  const invalid = fault ? "true" : undefined;
  const about = html`
    ${field.help && html`<span class="fine" id=${`${id}-help`}>${field.help}</span>`}
    ${fault && html`<span class="fault" id=${`${id}-fault`}>${fault}</span>`}
  `;
  if (field.kind === "choices") {
    const picked = Array.isArray(value) ? value : [];
    const counted = field.at_least ? t("order.counted", { n: picked.length, all: field.at_least }) : t("order.counted_any", { n: picked.length });
    const toggle = (/** @type {any} */ option, /** @type {boolean} */ on) =>
      set((field.options ?? []).map((o) => o.value).filter((v) => (v === option ? on : picked.includes(v))));
    return html`<fieldset class="field" id=${id} tabindex="-1" aria-describedby=${described} aria-invalid=${invalid}>
      <legend class="label">${field.label} <span class="muted number">${counted}</span></legend>
      ${about}
      <div class="options">
        ${(field.options ?? []).map(
          (o) => html`<label class="tick" key=${String(o.value)}>
            <input type="checkbox" checked=${picked.includes(o.value)} onChange=${(/** @type {any} */ e) => toggle(o.value, e.target.checked)} />
            <span>${typeof o.value === "number" && html`<strong class="number">${o.value}</strong> `}${o.label}${o.effects && html` <span class="effects">${o.effects}</span>`}</span>
          </label>`,
        )}
      </div>
    </fieldset>`;
  }
  if (field.kind === "flag") {
    return html`<div class="field">
      <label class="tick"><input type="checkbox" id=${id} checked=${value === true} aria-describedby=${described} aria-invalid=${invalid} onChange=${(/** @type {any} */ e) => set(e.target.checked)} /><span>${field.label}</span></label>
      ${about}
    </div>`;
  }
  const common = { id, "aria-describedby": described, "aria-invalid": invalid, onBlur: onLeave };
  const typed = (/** @type {any} */ e) => set(e.target.value);
  return html`<div class="field">
    <label class="label" for=${id}>${field.label} ${field.optional && html`<span class="muted">${t("order.optional")}</span>`}</label>
    ${about}
    ${field.kind === "choice"
      ? html`<select ...${common} value=${value === null ? "" : String(value)} onChange=${(/** @type {any} */ e) => set((field.options ?? []).find((o) => String(o.value) === e.target.value)?.value ?? null)}>
          <option value="">${t("order.choose")}</option>
          ${(field.options ?? []).map((o) => html`<option key=${String(o.value)} value=${String(o.value)}>${o.effects ? `${o.label} (${o.effects})` : o.label}</option>`)}
        </select>`
      : field.kind === "date"
        ? html`<input type="date" ...${common} min=${clock.game_date ?? undefined} max=${clock.until ?? undefined} value=${value ?? ""} onInput=${typed} />`
        : field.kind === "number"
          ? html`<input type="number" ...${common} value=${value ?? ""} onInput=${(/** @type {any} */ e) => set(e.target.value === "" ? null : Number(e.target.value))} />`
          : html`<textarea ...${common} value=${value ?? ""} onInput=${typed}></textarea><${Counted} id=${`${id}-n`} text=${String(value ?? "")} />`}
  </div>`;
}

/** @param {{ side: Side, move: Move, faults: FieldFault[], clock: any, onLeave: () => void }} props */
export function Fields({ side, move, faults, clock, onLeave }) {
  return html`${(move.fields ?? []).map(
    (field) => html`<${FieldPart} key=${field.name} side=${side} move=${move} field=${field} clock=${clock} onLeave=${onLeave}
      fault=${faults.find((f) => f.field === field.name)?.message ?? null} />`,
  )}`;
}
