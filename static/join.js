// The join page with JavaScript: faults shown at once and in place, the code read kindly, the pass kept in this browser.
// Without JavaScript the same form goes to the server as it is.

import { readCode, showCode } from "./ids.js";
import { keepPass } from "./keep.js";
import { call } from "./calls.js";
import { t } from "./words.js";

/** @template {HTMLElement} T @param {string} id @returns {T} */
const get = (id) => /** @type {T} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (get("join"));
const code = /** @type {HTMLInputElement} */ (get("code"));
const name = /** @type {HTMLInputElement} */ (get("name"));
const go = /** @type {HTMLButtonElement} */ (get("continue"));
const title = document.title;

const linked = /^\/j\/([^/]+)/.exec(location.pathname);
if (linked && !code.value) code.value = decodeURIComponent(linked[1]);
code.value = showCode(readCode(code.value).code);
if (code.value && !document.querySelector("#faults li")) name.focus();

/** What is wrong with what was typed, by field. @returns {{ field: string, message: string }[]} */
function faults() {
  const found = [];
  const { code: read, wrong } = readCode(code.value);
  if (!read) found.push({ field: "code", message: t("join.no_code") });
  else if (wrong) {
    const what = /\p{L}/u.test(wrong) ? t("join.letter", { c: wrong }) : /\d/.test(wrong) ? t("join.digit", { c: wrong }) : t("join.sign", { c: wrong });
    found.push({ field: "code", message: t("join.no_letter", { what }) });
  } else if (read.length !== 6) found.push({ field: "code", message: t("join.length", { n: read.length }) });
  const called = name.value.trim().normalize("NFC");
  if (!called) found.push({ field: "name", message: t("join.no_name") });
  else if ([...called].length > 40) found.push({ field: "name", message: t("join.long_name") });
  return found;
}

/** @param {{ field: string, message: string }[]} found */
function show(found) {
  const list = get("faults");
  list.replaceChildren(
    ...found.map(({ field, message }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${field}`;
      link.textContent = message;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        get(field).focus();
      });
      item.append(link);
      return item;
    }),
  );
  for (const field of ["code", "name"]) {
    const message = found.find((f) => f.field === field)?.message ?? "";
    const at = get(`${field}-fault`);
    at.textContent = message;
    at.hidden = !message;
    get(field).toggleAttribute("aria-invalid", false);
    if (message) get(field).setAttribute("aria-invalid", "true");
  }
  get("summary").hidden = !found.length;
  document.title = found.length ? t("order.error", { title }) : title;
  if (found.length) get("summary").focus();
}

/** @param {boolean} busy */
function wait(busy) {
  go.setAttribute("aria-disabled", String(busy));
  go.textContent = busy ? t("join.checking") : go.dataset.label ?? "";
}
go.dataset.label = go.textContent ?? "";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (go.getAttribute("aria-disabled") === "true") return;
  const found = faults();
  if (found.length) {
    show(found);
    return;
  }
  wait(true);
  const answer = await call("/join", { method: "POST", body: { code: readCode(code.value).code, name: name.value.trim().normalize("NFC") } });
  wait(false);
  if (answer.ok && answer.body.pass) {
    keepPass(answer.body.table, "seat", answer.body.pass);
    location.assign(answer.body.page ?? `/t/${answer.body.table}`);
    return;
  }
  const message = answer.status === 0 ? t("join.unreachable") : (answer.body.message ?? t("join.refused", { why: String(answer.status) }));
  show([{ field: answer.body.field === "name" ? "name" : "code", message }]);
});
