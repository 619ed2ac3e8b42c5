// What a ruling would have been under another reading, in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askAt, linesOf, otherwise } from "../../static/otherwise.js";

const SAME = { question: "q8", reading: "wide", text: "in-sector bodies too", differs: false, verdict: "lawful", consequence: "effective", reason: "", decisive: [], mark: "allowed" };
const OTHER = { question: "q1", reading: "states", text: "a State as well", differs: true, verdict: "unlawful", consequence: "void", reason: "It is barred.", decisive: ["CAATSA 221"], mark: "barred" };

test("a reading that rules otherwise is said with verdict, reason and citations; where none does, that is said", () => {
  const readings = [SAME, { ...OTHER, reading: "none", differs: false }, OTHER];
  assert.deepEqual(linesOf(readings, "q1"), [{ text: "Read the other way (a State as well), it would be unlawful: It is barred.", cites: ["CAATSA 221"] }]);
  assert.deepEqual(linesOf(readings, "q8"), [{ text: "The other reading gives the same.", cites: [] }]);
  assert.deepEqual(linesOf([SAME, SAME], "q8")[0].text, "The other readings give the same.");
  assert.deepEqual(linesOf([], "q8"), []);
});

test("a claim gets its answer, and a deed that is a breach is called one", () => {
  assert.match(linesOf([{ ...OTHER, verdict: "lawful", mark: "upheld" }], "q1")[0].text, /it would be upheld: /);
  assert.match(linesOf([{ ...OTHER, consequence: "breach" }], "q1")[0].text, /it would be .*breach.*: /);
});

test("it is asked of the table the page is about, with the page's pass and the moment looked at", async () => {
  const asked = [];
  globalThis.fetch = async (path, { headers }) => {
    asked.push([path, headers.Authorization]);
    return { ok: asked.length < 3, status: 200, json: async () => ({ readings: [], text: "" }) };
  };
  askAt("t 1", "secret");
  await otherwise(3);
  askAt("t 1", "secret", () => "?at=5");
  assert.deepEqual(await otherwise(3), { readings: [], text: "" });
  assert.deepEqual(asked, [["/api/otherwise/t%201/3", "Bearer secret"], ["/api/otherwise/t%201/3?at=5", "Bearer secret"]]);
  assert.equal(await otherwise(3), null);
});
