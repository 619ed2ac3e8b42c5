// Ids of commands: 16 random bytes as hex, made here so that resending one is harmless.
// `crypto.randomUUID` is missing on a plain-HTTP classroom wifi; `getRandomValues` is not.

/** A new command id: 32 hex characters. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Letters and digits a table code is made of: no vowels, nothing that looks like something else. */
export const CODE_LETTERS = "23456789CFGHJKMPQRVWX";

/**
 * What somebody typed as a code: the code itself, and the first character no code contains.
 * @param {string} typed
 * @returns {{ code: string, wrong: string | null }}
 */
export function readCode(typed) {
  const code = typed.toUpperCase().replace(/[\s\-‐-―]/g, "");
  const wrong = [...code].find((c) => !CODE_LETTERS.includes(c)) ?? null;
  return { code, wrong };
}

/** A code as it is shown: `K7Q M4R`. @param {string} code */
export function showCode(code) {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
