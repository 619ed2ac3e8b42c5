// Every string a page says, by key; plurals, dates and times by Intl. English only now, one catalogue per page group.

import { argued } from "./words/argued.js";
import { control } from "./words/control.js";
import { desk } from "./words/desk.js";
import { table } from "./words/table.js";

const words = { ...table, ...control, ...argued, ...desk };
/** @typedef {keyof typeof words} Key */
/** @typedef {string | { one: string, other: string }} Said */

const LANG = "en-GB";
const plural = new Intl.PluralRules(LANG);
const day = new Intl.DateTimeFormat(LANG, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const time = new Intl.DateTimeFormat(LANG, { hour: "2-digit", minute: "2-digit" });
const list = new Intl.ListFormat(LANG, { type: "conjunction" });

/**
 * The words for *key*, with its placeholders filled; `n` chooses between one and other.
 * @param {Key} key @param {Record<string, string | number | null | undefined>} [values] @returns {string}
 */
export function t(key, values = {}) {
  /** @type {Said} */
  const said = words[key];
  const text = typeof said === "string" ? said : plural.select(Number(values.n ?? 0)) === "one" ? said.one : said.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * The words for an id the server sent, as `verdict` + `lawful`; an id nobody wrote words for is shown as it is, with spaces.
 * @param {string} group @param {unknown} id @returns {string}
 */
export function word(group, id) {
  const key = `${group}.${id}`;
  return key in words ? t(/** @type {Key} */ (key)) : String(id ?? "").replaceAll("_", " ");
}

/** An in-game or other date, `29 Jan 2018`; what is no date is shown as it is. @param {unknown} value */
export function dateText(value) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return String(value ?? "");
  return day.format(new Date(`${value.slice(0, 10)}T00:00:00Z`));
}

/** A moment of the real day, `14:03`. @param {unknown} value ISO text */
export function timeText(value) {
  const ms = Date.parse(String(value ?? ""));
  return Number.isNaN(ms) ? "" : time.format(ms);
}

/** `a, b and c`. @param {string[]} items */
export function listText(items) {
  return list.format(items);
}

/** A value of a fact or field in words. @param {unknown} value @returns {string} */
export function valueText(value) {
  if (value === true) return t("order.yes");
  if (value === false) return t("token.false");
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (value === null || value === undefined) return "";
  return dateText(value);
}

/** A citation as it is read on screen: `CAATSA 231(b)(2)` → `CAATSA §231(b)(2)`. @param {string} cite */
export function citeText(cite) {
  return cite.replace(/ (?=\d+[A-Za-z]?(\(|$))/, " §");
}
