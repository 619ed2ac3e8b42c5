// Words: placeholders, plurals, dates, citations; ids and codes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newId, readCode, showCode } from "../../static/ids.js";
import { readRoute } from "../../static/route.js";
import { citeText, dateText, t, valueText, word } from "../../static/words.js";
import { argued } from "../../static/words/argued.js";
import { desk } from "../../static/words/desk.js";
import { control } from "../../static/words/control.js";
import { table } from "../../static/words/table.js";

test("placeholders are filled by name, and left empty without a value", () => {
  assert.equal(t("top.round", { round: 2, rounds: 3 }), "Round 2 of 3");
  assert.equal(t("order.refused"), "Refused: ");
  assert.equal(t("order.refused", { why: "<b>{n}</b>" }), "Refused: <b>{n}</b>");
});

test("n chooses between one and other", () => {
  assert.equal(t("ruling.why", { n: 1 }), "Why (1 step)");
  assert.equal(t("ruling.why", { n: 5 }), "Why (5 steps)");
});

test("an id without words of its own is shown with spaces", () => {
  assert.equal(word("verdict", "not_applicable"), "Not applicable");
  assert.equal(word("office", "secretary_of_state"), "secretary of state");
  assert.equal(word("office", null), "");
  assert.equal(word("mark", "no legal effect"), "no legal effect");
  assert.equal(word("red", false), "red line, kept");
});

test("no key stands in two catalogues, and plurals have both forms", () => {
  const keys = [table, control, argued, desk].flatMap(Object.keys);
  assert.equal(new Set(keys).size, keys.length);
  for (const [key, said] of Object.entries({ ...table, ...control, ...argued, ...desk })) {
    assert.ok(typeof said === "string" || (said.one && said.other), key);
  }
});

test("dates are words, whatever the time zone, and what is no date stays", () => {
  assert.equal(dateText("2018-01-29"), "29 Jan 2018");
  assert.equal(dateText("day 180"), "day 180");
  assert.equal(valueText([1, true, "2018-01-29", null]), "1, yes, 29 Jan 2018, ");
});

test("a citation gets its section sign; a memorandum's date does not", () => {
  assert.equal(citeText("CAATSA 231(b)(2)"), "CAATSA §231(b)(2)");
  assert.equal(citeText("AECA 36(b)"), "AECA §36(b)");
  assert.equal(citeText("Memorandum 2017-09-29"), "Memorandum 2017-09-29");
});

test("a command id is 32 hex characters and never the same", () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});

test("a code is read kindly, and a character that no code has is named", () => {
  for (const typed of ["k7q-m4r", "K7Q M4R", "k7qm4r", " K7Q‑M4R "]) assert.deepEqual(readCode(typed), { code: "K7QM4R", wrong: null });
  assert.equal(readCode("K7O M4R").wrong, "O");
  assert.equal(showCode("K7QM4R"), "K7Q M4R");
});

test("addresses name a view, a provision or a ruling; anything else is the order", () => {
  assert.deepEqual(readRoute("#/law/CAATSA%20231(a)"), { view: "law", cite: "CAATSA 231(a)", ruling: null, part: null });
  assert.deepEqual(readRoute("#/ruling/14"), { view: "rulings", cite: null, ruling: 14, part: null });
  assert.deepEqual(readRoute("#/order/cards"), { view: "order", cite: null, ruling: null, part: "cards" });
  assert.equal(readRoute("#/talk").view, "talk");
  assert.equal(readRoute("#pass=x").view, "order");
});
