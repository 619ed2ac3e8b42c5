// The law of the table as it stands: found by words or by citation, with the way back to the ruling that cited it.

import { useEffect, useState } from "preact/hooks";
import { came_from, focusOn, goBack, route } from "../route.js";
import { citeText, dateText, t, word } from "../words.js";
import { html } from "./html.js";

/** @import { Provision, View } from "../types.js" */

/** The provision a citation means: itself, or the nearest one around it. @param {Provision[]} law @param {string} cite */
export function provisionOf(law, cite) {
  for (let at = cite; at; at = at.replace(/\s*\([^()]*\)$/, "")) {
    const same = law.filter((p) => p.cite === at);
    const found = same.find((p) => p.kind !== "definition") ?? same[0] ?? law.find((p) => p.cite.startsWith(`${at}(`));
    if (found) return found;
    if (!/\)$/.test(at)) return null;
  }
  return null;
}

/** Several provisions may stand under one citation. @param {Provision[]} law @param {Provision} p */
const idOf = (law, p) => `law-${law.indexOf(p)}`;

/** @param {Provision} p @param {string | null | undefined} today */
function when(p, today) {
  if (p.until && today && p.until <= today) return t("law.past", { date: dateText(p.until) });
  if (p.from && today && p.from > today) return t("law.not_yet", { date: dateText(p.from) });
  if (p.in_force === false) return t("law.not_in_force");
  return p.from ? t("law.since", { date: dateText(p.from) }) : "";
}

/** @param {{ view: View }} props */
export function Law({ view }) {
  const [text, setText] = useState("");
  const { law, clock } = view;
  const cite = route.value.cite;
  const shown = cite ? provisionOf(law, cite) : null;
  const words = text.toLowerCase().replaceAll("§", "").split(/\s+/).filter(Boolean);
  const found = law.filter((p) => p.cite === shown?.cite || words.every((w) => `${p.cite} ${p.heading} ${p.sense} ${p.kind}`.toLowerCase().includes(w)));
  useEffect(() => {
    if (shown) focusOn(idOf(law, shown), "start");
    else if (cite) focusOn("law-missing");
  }, [cite, shown !== null]);
  const from = came_from.value;
  return html`<section class="panel stack" data-at="law" id="law" aria-labelledby="law-title">
    <div class="row spread">
      <h2 id="law-title" tabindex="-1">${t("law.title")}</h2>
      <span class="fine">${clock.game_date && t("law.as_at", { date: dateText(clock.game_date) })}</span>
    </div>
    ${from && cite && html`<p class="law-back"><button type="button" class="small" onClick=${goBack}>${from.no === null ? t("law.back_plain") : t("law.back", { no: from.no })}</button></p>`}
    <div>
      <label class="label" for="law-find">${t("law.find")}</label>
      <input id="law-find" type="search" value=${text} onInput=${(/** @type {any} */ e) => setText(e.target.value)} />
      ${text && html`<p class="fine">${found.length ? t("law.found", { n: found.length }) : t("law.nothing", { text })}</p>`}
    </div>
    ${cite && !shown && html`<p id="law-missing" tabindex="-1" class="muted">${t("law.not_here", { cite: citeText(cite) })}</p>`}
    ${law.length === 0 && html`<p class="muted">${t("law.empty")}</p>`}
    <div>
      ${found.map((p) => {
        const id = idOf(law, p);
        return html`<article class="provision" key=${id} id=${id} data-cite=${p.cite} data-shown=${shown?.cite === p.cite ? "" : undefined} data-past=${String(p.in_force === false)} tabindex="-1" aria-labelledby=${`${id}-h`}>
          <h3 id=${`${id}-h`}>${citeText(p.cite)} ${p.heading}</h3>
          ${p.sense && html`<p class="sense" lang="en">${p.sense}</p>`}
          <p class="row"><span class="tag">${word("kind", p.kind)}</span>${p.yours && html`<span class="tag strong">${t("law.yours")}</span>`}<span class="fine">${when(p, clock.game_date)}</span></p>
        </article>`;
      })}
    </div>
  </section>`;
}
