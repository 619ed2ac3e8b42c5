// The evaluator's guide: aims, behaviours to watch for, and a mark on each, bound to an event of the log.

import { useState } from "preact/hooks";
import { t } from "../words.js";
import { useAct } from "./act.js";
import { html } from "./html.js";

/** @import { Evaluation as Guide, View } from "../types.js" */

/** @param {{ guide: Guide, aim: number, last: number }} props */
function Mark({ guide, aim, last }) {
  const [behaviour, setBehaviour] = useState(1);
  const [grade, setGrade] = useState("P");
  const [quote, setQuote] = useState("");
  const [seq, setSeq] = useState("");
  const { busy, problem, act, say } = useAct();
  const id = `mark-${aim}`;
  /** @param {Event} event */
  async function mark(event) {
    event.preventDefault();
    const at = seq.trim() ? Number(seq) : last;
    if (!Number.isInteger(at)) say(t("mark.need_seq"));
    else if (await act("evaluate", { aim, behaviour, grade, quote: quote.trim(), seq: at })) {
      setQuote("");
      setSeq("");
    }
  }
  return html`<form class="stack" onSubmit=${mark}>
    <label class="label" for=${`${id}-what`}>${t("mark.behaviour")}</label>
    <select id=${`${id}-what`} value=${String(behaviour)} onChange=${(/** @type {any} */ e) => setBehaviour(Number(e.target.value))}>
      ${guide.aims[aim - 1].behaviours.map((b, i) => html`<option key=${i} value=${String(i + 1)}>${b}</option>`)}</select>
    <label class="label" for=${`${id}-grade`}>${t("mark.grade")}</label>
    <select id=${`${id}-grade`} value=${grade} onChange=${(/** @type {any} */ e) => setGrade(e.target.value)}>
      ${Object.entries(guide.grades).map(([g, words]) => html`<option key=${g} value=${g}>${g}: ${words}</option>`)}</select>
    <label class="label" for=${`${id}-quote`}>${t("mark.quote")}</label>
    <input id=${`${id}-quote`} value=${quote} onInput=${(/** @type {any} */ e) => setQuote(e.target.value)} />
    <label class="label" for=${`${id}-seq`}>${t("mark.seq", { last })}</label>
    <input id=${`${id}-seq`} inputmode="numeric" value=${seq} onInput=${(/** @type {any} */ e) => setSeq(e.target.value)} />
    ${problem && html`<p class="fault">${problem}</p>`}
    <button aria-disabled=${String(busy)}>${t("mark.do")}</button>
  </form>`;
}

/** @param {{ view: View }} props */
export function Evaluation({ view }) {
  const guide = view.evaluation;
  if (!guide || !guide.aims.length || view.table.status === "lobby") return null;
  return html`<section class="panel stack" id="evaluation" aria-labelledby="evaluation-title">
    <h2 id="evaluation-title">${t("mark.title")}</h2>
    ${guide.aims.map((a, i) => {
      const marks = guide.marks.filter((m) => m.aim === i + 1);
      return html`<details key=${i} class="stack" data-aim=${i + 1}><summary>${a.aim} <span class="fine">${t("mark.n", { n: marks.length })}</span></summary>
        <ul>${marks.map((m, n) => html`<li key=${n}><b>${m.grade}</b> ${a.behaviours[m.behaviour - 1]}${m.quote ? html` <q>${m.quote}</q> ` : ""}
          <span class="fine">${t("mark.at", { seq: m.seq, by: m.by })}</span></li>`)}</ul>
        <${Mark} guide=${guide} aim=${i + 1} last=${view.table.place} />
      </details>`;
    })}
  </section>`;
}
