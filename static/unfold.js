// A ruling keeps only the values of its proof; what every step says is fixed by the law it was made under. Here the two are
// put together when somebody opens it. The words of one act's proof are fetched once.

import { call } from "./calls.js";

/** @import { Proof, ProofShape, ProofValues } from "./types.js" */

/** Proofs nest no deeper than this on screen. */
const DEPTH = 20;
const HOLDS = /** @type {Record<string, boolean | null>} */ ({ y: true, n: false, "?": null });

/** By law and act; a fetch that failed is forgotten, so that the next opening tries again. @type {Map<string, Promise<ProofShape | null>>} */
const shapes = new Map();

/** What the proofs of an act say under a law; null if it cannot be had now. @param {string} law @param {string} act @returns {Promise<ProofShape | null>} */
export function shapeOf(law, act) {
  const address = `/api/law/${encodeURIComponent(law)}/${encodeURIComponent(act)}`;
  let found = shapes.get(address);
  if (!found) {
    found = call(address, { keep: true }).then((answer) => {
      if (answer.ok) return answer.body;
      shapes.delete(address);
      return null;
    });
    shapes.set(address, found);
  }
  return found;
}

/** The proof as a tree. @param {ProofShape} shape @param {ProofValues} values @returns {Proof[]} */
export function unfold(shape, values) {
  const told = new Map(values.told.map(([place, value, source]) => [place, { value, source }]));
  const decisive = new Set(values.decisive);
  /** @param {number[]} places @param {number} depth @returns {Proof[]} */
  const steps = (places, depth) =>
    places.map((place) => {
      const [label, cite, kind, stage, below] = shape.steps[place];
      return {
        label, cite, kind, stage,
        holds: HOLDS[values.holds[place]],
        decisive: decisive.has(place),
        value: told.get(place)?.value ?? null,
        source: told.get(place)?.source ?? null,
        steps: depth > 0 ? steps(below, depth - 1) : [],
      };
    });
  return steps(shape.tops, DEPTH);
}
