// Help: how a round goes, and what the nine looks mean.

import { useEffect, useRef } from "preact/hooks";
import { t, word } from "../words.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";

const LOOKS = /** @type {const} */ (["ok", "must", "no", "breach", "cure", "open", "none", "changed", "wait"]);

/** @param {{ close: () => void }} props */
export function Help({ close }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return html`<dialog ref=${ref} id="help" aria-labelledby="help-title" onClose=${close}>
    <div class="stack">
      <h2 id="help-title">${t("help.title")}</h2>
      <p>${t("help.round")}</p>
      <p>${t("help.order")}</p>
      <p>${t("help.law")}</p>
      <h3>${t("help.looks")}</h3>
      <ul class="plainlist">
        ${LOOKS.map((v) => html`<li key=${v}><${Badge} v=${v} word=${word("look", v)} /></li>`)}
      </ul>
      <button type="button" class="main" onClick=${() => ref.current?.close()}>${t("help.close")}</button>
    </div>
  </dialog>`;
}
