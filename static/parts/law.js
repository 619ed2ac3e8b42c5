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
    const found = same.find((p) => p.used && p.kind !== "definition") ?? same.find((p) => p.kind !== "definition") ?? same[0] ?? law.find((p) => p.cite.startsWith(`${at}(`));
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

/** What may and must be done first, what its words mean after it. @param {Provision[]} law */
const definitionsLast = (law) => [...law.filter((p) => p.kind !== "definition"), ...law.filter((p) => p.kind === "definition")];

/** @param {{ id: string, of: Provision, shown: boolean, today: string | null | undefined }} props */
function ProvisionPart({ id, of, shown, today }) {
  return html`<article class="provision" id=${id} data-cite=${of.cite} data-shown=${shown ? "" : undefined} data-past=${String(of.in_force === false)} tabindex="-1" aria-labelledby=${`${id}-h`}>
    <h4 id=${`${id}-h`}>${of.heading} <span class="muted">${citeText(of.cite)}</span></h4>
    ${of.sense && html`<p class="sense" lang="en">${of.sense}</p>`}
    <p class="row"><span class="tag">${word("kind", of.kind)}</span>${of.yours && html`<span class="tag strong">${t("law.yours")}</span>`}<span class="fine">${when(of, today)}</span></p>
  </article>`;
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
  const groups = /** @type {const} */ ([["law.used", definitionsLast(found.filter((p) => p.used))], ["law.rest", found.filter((p) => !p.used)]]);
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
    ${groups.map(
      ([title, part]) =>
        part.length > 0 &&
        html`<div key=${title}>
          <h3 class="group">${t(title)}</h3>
          ${part.map((p) => html`<${ProvisionPart} key=${idOf(law, p)} id=${idOf(law, p)} of=${p} shown=${shown?.cite === p.cite} today=${clock.game_date} />`)}
        </div>`,
    )}
  </section>`;
}
