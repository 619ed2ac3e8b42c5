// Agreements: what was promised and how it stands; drafting one from promises the table can judge.

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { listText, t, word } from "../words.js";
import { send } from "../wire.js";
import { whyNot } from "./act.js";
import { html } from "./html.js";
import { Audience, Badge } from "./icon.js";

/** @import { AgreementView, Slot, View } from "../types.js" */
/** @typedef {{ by: string, kind: string, what: string, op: string, value: string, round: number }} Term */
/** @typedef {{ title: string, text: string, open: boolean, parties: string[], terms: Term[] }} Draft */

/** @type {Record<string, Slot>} */
const LOOKS = { draft: "wait", in_force: "must", kept: "ok", fulfilled: "ok", broken: "no", withdrawn: "none", freed: "none" };
/** @type {Draft} */
const NOTHING = { title: "", text: "", open: false, parties: [], terms: [] };
/** What is being drafted: kept while the view changes around it. @type {import("@preact/signals").Signal<Draft>} */
const draft = signal(NOTHING);

/** @param {{ of: AgreementView }} props */
function Agreement({ of }) {
  const [problem, setProblem] = useState("");
  const waiting = of.parties.filter((p) => !of.signed.includes(p));
  /** @param {string} type */
  async function say(type) {
    const ack = await send(type, { agreement: of.id });
    setProblem(ack.ok ? "" : whyNot(ack));
  }
  return html`<article class="agreement stack" data-agreement=${of.id} data-v=${LOOKS[of.status] ?? "none"}>
    <h3><${Badge} v=${LOOKS[of.status] ?? "none"} word=${word("agree.status", of.status)} /> ${of.title}</h3>
    <p class="fine">${t("agree.between", { seats: listText(of.parties) })} ${of.status === "draft" && waiting.length ? t("agree.waits", { seats: listText(waiting) }) : ""} ${of.status === "broken" ? t("agree.broken_by", { seats: listText(of.broken_by) }) : ""}</p>
    ${of.text && html`<p>${of.text}</p>`}
    ${of.terms.length > 0 && html`<ul>${of.terms.map((x, i) => html`<li key=${i}>${x.text} ${x.held !== null && html`<span class="tag">${word("agree.held", x.held)}${x.event && t("agree.event", { n: x.event })}</span>`}</li>`)}</ul>`}
    <p><${Audience} text=${of.audience_text} /></p>
    ${(of.may_sign || of.may_withdraw) &&
    html`<div class="row">
      ${of.may_sign && html`<button type="button" class="main" onClick=${() => say("sign_agreement")}>${t("agree.sign")}</button>`}
      ${of.may_withdraw && html`<button type="button" onClick=${() => say("withdraw_agreement")}>${t("agree.withdraw")}</button>`}
    </div>`}
    ${problem && html`<p class="fault">${problem}</p>`}
  </article>`;
}

/** What a promise of this kind may name: [id, words]. @param {Term} term @param {View} view @returns {[string, string][]} */
function named(term, view) {
  if (term.kind === "track") return view.tracks.map((x) => [x.id, `${x.id} ${x.title}`]);
  if (term.kind === "ladder") return view.ladders.map((x) => [x.id, `${x.id} ${x.title}`]);
  if (term.kind === "token") return view.tokens.map((x) => [x.id, x.title]);
  return (view.catalogue[term.by] ?? []).map((x) => [x.id, x.title]);
}

/** @param {{ view: View, n: number, term: Term, parties: string[] }} props */
function OneTerm({ view, n, term, parties }) {
  const put = (/** @type {Partial<Term>} */ more) => {
    const next = { ...term, ...more };
    const known = named(next, view);
    if (!known.some(([id]) => id === next.what)) next.what = known[0]?.[0] ?? "";
    draft.value = { ...draft.value, terms: draft.value.terms.map((x, i) => (i === n ? next : x)) };
  };
  const kinds = ["orders", "refrains", "track", "ladder", "token"].filter((kind) => named({ ...term, kind }, view).length);
  const rounds = Array.from({ length: view.clock.rounds - view.clock.round + 1 }, (_, i) => view.clock.round + i);
  /** @param {string} name @param {string} value @param {[string, string][]} options */
  const select = (name, value, options) => html`<label class="label" for=${`term-${n}-${name}`}>${t(/** @type {any} */ (`agree.${name}`))}</label>
    <select id=${`term-${n}-${name}`} value=${value} onChange=${(/** @type {any} */ e) => put(name === "round" ? { round: Number(e.target.value) } : { [name]: e.target.value })}>
      ${options.map(([id, words]) => html`<option key=${id} value=${id}>${words}</option>`)}
    </select>`;
  return html`<fieldset class="choice stack">
    <legend class="label">${t("agree.term", { n: n + 1 })}</legend>
    ${select("by", term.by, parties.map((p) => [p, p]))}
    ${select("kind", term.kind, kinds.map((k) => [k, word("agree.kind", k)]))}
    ${select("what", term.what, named(term, view))}
    ${(term.kind === "track" || term.kind === "ladder") &&
    html`<label class="label" for=${`term-${n}-value`}>${t("agree.value")}</label>
      <input id=${`term-${n}-value`} type="number" step="1" inputmode="numeric" value=${term.value} onInput=${(/** @type {any} */ e) => put({ value: e.target.value })} />
      ${select("op", term.op, ["at_most", "at_least"].map((o) => [o, word("agree.op", o)]))}`}
    ${term.kind === "token" && select("value", term.value === "no" ? "no" : "yes", [["yes", t("agree.yes")], ["no", t("agree.no")]])}
    ${select("round", String(term.round), rounds.map((r) => [String(r), String(r)]))}
    <button type="button" class="plain small" onClick=${() => (draft.value = { ...draft.value, terms: draft.value.terms.filter((_, i) => i !== n) })}>${t("agree.less", { n: n + 1 })}</button>
  </fieldset>`;
}

/** A promise as the server takes it. @param {Term} term */
function said({ by, kind, what, op, value, round }) {
  if (kind === "track" || kind === "ladder") return { by, kind, what, op, value: value === "" ? null : Number(value), round };
  return kind === "token" ? { by, kind, what, value: value !== "no", round } : { by, kind, what, round };
}

/** @param {{ view: View }} props */
function Drafting({ view }) {
  const [problem, setProblem] = useState("");
  const now = draft.value;
  const me = view.you.seat;
  const parties = view.seats.map((s) => s.seat).filter((s) => s === me || now.parties.includes(s));
  const put = (/** @type {Partial<Draft>} */ more) => (draft.value = { ...draft.value, ...more });
  const more = () => {
    const term = { by: parties[now.terms.length % parties.length] ?? me, kind: "ladder", what: view.ladders[0]?.id ?? "", op: "at_most", value: String(view.ladders[0]?.step ?? 0), round: view.clock.round };
    put({ terms: [...now.terms, view.ladders.length ? term : { ...term, kind: "track", what: view.tracks[0].id }] });
  };
  /** @param {Event} event */
  async function propose(event) {
    event.preventDefault();
    if (parties.length < 2) {
      setProblem(t("agree.pick"));
      return;
    }
    const ack = await send("draft_agreement", { parties, title: now.title, text: now.text, open: now.open, terms: now.terms.map(said) });
    setProblem(ack.ok ? "" : whyNot(ack));
    if (ack.ok) draft.value = NOTHING;
  }
  return html`<details>
    <summary>${t("agree.draft")}</summary>
    <form class="stack" onSubmit=${propose}>
      <fieldset><legend>${t("agree.with")}</legend>
        ${view.seats.filter((s) => s.seat !== me).map(
          (s) => html`<label class="tick" key=${s.seat}><input type="checkbox" checked=${now.parties.includes(s.seat)}
            onChange=${(/** @type {any} */ e) => put({ parties: e.target.checked ? [...now.parties, s.seat] : now.parties.filter((x) => x !== s.seat), terms: now.terms.map((x) => (x.by === s.seat && !e.target.checked ? { ...x, by: me } : x)) })} /><span>${s.seat} <span class="muted">${s.title}</span></span></label>`,
        )}
      </fieldset>
      <label class="label" for="agree-title-field">${t("agree.name")}</label>
      <input id="agree-title-field" value=${now.title} maxlength="80" onInput=${(/** @type {any} */ e) => put({ title: e.target.value })} />
      <h3>${t("agree.terms")}</h3>
      ${now.terms.map((term, n) => html`<${OneTerm} key=${n} view=${view} n=${n} term=${term} parties=${parties} />`)}
      <button type="button" class="small" onClick=${more}>${t("agree.more")}</button>
      <label class="label" for="agree-text">${t("agree.text")}</label>
      <textarea id="agree-text" rows="2" value=${now.text} onInput=${(/** @type {any} */ e) => put({ text: e.target.value })}></textarea>
      <label class="tick"><input type="checkbox" checked=${now.open} onChange=${(/** @type {any} */ e) => put({ open: e.target.checked })} /><span>${t("agree.open")}</span></label>
      <p class="fine">${t("agree.judged")}</p>
      ${problem && html`<p class="fault">${problem}</p>`}
      <button>${t("agree.do")}</button>
    </form>
  </details>`;
}

/** @param {{ view: View, read_only?: boolean }} props */
export function Agreements({ view, read_only = false }) {
  const may = view.you.kind === "seat" && ["back_channel", "reveal", "argument"].includes(view.clock.phase) && !view.clock.paused && !read_only;
  if (!view.agreements.length && !may) return null;
  const open = [...view.agreements].reverse();
  return html`<section class="panel stack" data-at="talk" id="agreements" aria-labelledby="agreements-title">
    <h2 id="agreements-title" tabindex="-1">${t("agree.title")}</h2>
    ${open.length === 0 && html`<p class="muted">${t("agree.none")}</p>`}
    ${open.map((a) => html`<${Agreement} key=${a.id} of=${read_only ? { ...a, may_sign: false, may_withdraw: false } : a} />`)}
    ${may && html`<${Drafting} view=${view} />`}
  </section>`;
}
