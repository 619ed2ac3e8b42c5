// Overriding a ruling: the engine's own answer in view, a new outcome, and a reason that stays readable.

import { useState } from "preact/hooks";
import { verdictText } from "../looks.js";
import { t, word } from "../words.js";
import { useAct } from "./act.js";
import { html } from "./html.js";
import { Dialog } from "./rare.js";

/** @import { RulingView } from "../types.js" */

/** @type {Record<string, { verdict: string, consequence: string }>} */
const OUTCOMES = {
  lawful: { verdict: "lawful", consequence: "effective" },
  unlawful: { verdict: "unlawful", consequence: "void" },
  breach: { verdict: "unlawful", consequence: "breach" },
  defective: { verdict: "defective", consequence: "void" },
  not_applicable: { verdict: "not_applicable", consequence: "effective" },
};

/** @param {{ of: RulingView }} props */
export function Override({ of }) {
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState("lawful");
  const [reason, setReason] = useState("");
  const { busy, problem, act, say } = useAct();
  async function confirm() {
    if (reason.trim().length < 10) say(t("waiting.need_reason"));
    else if (await act("override", { ruling: of.no, ...OUTCOMES[to], reason: reason.trim() })) setOpen(false);
  }
  const id = `override-${of.no}`;
  return html`<p><button type="button" class="small" onClick=${() => setOpen(true)} aria-label=${t("override.title", { no: of.no })}>${t("override.open")}</button></p>
    ${open &&
    html`<${Dialog} title=${t("override.title", { no: of.no })} act=${t("override.do")} busy=${busy} problem=${problem} confirm=${confirm} close=${() => setOpen(false)}>
      <p>${of.sentence}</p>
      <p class="muted">${t("override.engine", { verdict: verdictText(of.ruling), reason: of.ruling.reason })}</p>
      <label class="label" for=${`${id}-to`}>${t("override.to")}</label>
      <select id=${`${id}-to`} value=${to} onChange=${(/** @type {any} */ e) => setTo(e.target.value)}>
        ${Object.keys(OUTCOMES).map((o) => html`<option key=${o} value=${o}>${word("override", o)}</option>`)}
      </select>
      <label class="label" for=${`${id}-why`}>${t("override.reason")}</label>
      <textarea id=${`${id}-why`} value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>
    <//>`}`;
}
