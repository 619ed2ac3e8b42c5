// Help: how a round goes, and what the nine looks mean.

import { t, word } from "../words.js";
import { html } from "./html.js";
import { Badge } from "./icon.js";

const LOOKS = /** @type {const} */ (["ok", "must", "no", "breach", "cure", "open", "none", "changed", "wait"]);

const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("help"));

export function openHelp() {
  dialog()?.showModal();
}

export function Help() {
  return html`<dialog id="help" aria-labelledby="help-title">
    <div class="stack">
      <h2 id="help-title">${t("help.title")}</h2>
      <p>${t("help.round")}</p>
      <p>${t("help.order")}</p>
      <p>${t("help.law")}</p>
      <h3>${t("help.looks")}</h3>
      <ul class="plainlist">
        ${LOOKS.map((v) => html`<li key=${v}><${Badge} v=${v} word=${word("look", v)} /></li>`)}
      </ul>
      <button type="button" class="main" onClick=${() => dialog()?.close()}>${t("help.close")}</button>
    </div>
  </dialog>`;
}
