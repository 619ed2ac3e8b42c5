// A citation: a link that opens the law panel at its provision and remembers where the reader was.

import { useId } from "preact/hooks";
import { came_from } from "../route.js";
import { citeText } from "../words.js";
import { html } from "./html.js";

/** @param {{ cite: string, no?: number | null }} props no: the ruling it stands in */
export function Citation({ cite, no = null }) {
  const id = `cite-${useId()}`;
  const mark = () => {
    came_from.value = { chip: id, no, hash: location.hash };
  };
  return html`<a class="cite" id=${id} href=${`#/law/${encodeURIComponent(cite)}`} onClick=${mark}>${citeText(cite)}</a>`;
}

/** @param {{ cites: string[], no?: number | null }} props */
export function Citations({ cites, no }) {
  return html`${[...new Set(cites)].map((cite) => html` <${Citation} key=${cite} cite=${cite} no=${no} />`)}`;
}
