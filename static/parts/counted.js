// Beside a text: how many characters are left when few are, how many are too many. See length.js.

import { useEffect } from "preact/hooks";
import { announce } from "../announce.js";
import { lengthOf, TEXT } from "../length.js";
import { t } from "../words.js";
import { html } from "./html.js";

const NEAR = 100;

/** @param {{ id: string, text: string, most?: number }} props */
export function Counted({ id, text, most = TEXT }) {
  const left = most - lengthOf(text);
  const said = left < 0 ? t("long.over", { n: -left, most }) : left <= Math.min(NEAR, most / 4) ? t("long.left", { n: left }) : "";
  const stage = left < 0 ? "over" : said && "near";
  useEffect(() => {
    if (said) announce(said);
  }, [stage]);
  return html`<p class=${left < 0 ? "fault" : "fine"} id=${id} hidden=${!said}>${said}</p>`;
}
