// A dangerous act asks once, in a dialog that names its effect; focus starts on the safe choice and returns to the opener.

import { useEffect, useRef } from "preact/hooks";
import { t } from "../words.js";
import { html } from "./html.js";

/**
 * @param {{ title: string, act: string, busy: boolean, problem: string, confirm: () => void, close: () => void, children: any }} props
 */
export function Dialog({ title, act, busy, problem, confirm, close, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy) confirm();
  };
  return html`<dialog ref=${ref} aria-labelledby="dialog-title" onClose=${close}>
    <form class="stack" onSubmit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      ${children}
      ${problem && html`<p class="fault" role="presentation">${problem}</p>`}
      <div class="row">
        <button type="button" autofocus onClick=${() => ref.current?.close()}>${t("control.cancel")}</button>
        <button class="main" aria-disabled=${String(busy)}>${busy ? t("control.working") : act}</button>
      </div>
    </form>
  </dialog>`;
}
