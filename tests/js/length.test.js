// How much of a text fits: counted as the server counts, in whatever a message holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf, TEXT, tooLong } from "../../static/length.js";

test("a character is one, whatever it takes to store it", () => {
  assert.equal(lengthOf("a\u0301\u{1f600}"), 2);
});

test("a text is as long as it may be and no longer, however deep it lies", () => {
  assert.equal(tooLong({ main: { fields: { why: "x".repeat(TEXT), list: ["y", 3, null, true] } } }), 0);
  assert.equal(tooLong({ main: { fields: { list: ["y", "x".repeat(TEXT + 1)] } } }), TEXT + 1);
});
