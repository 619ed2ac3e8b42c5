// What this machine keeps between two looks: passes, and drafts per table and seat.
// Several people may share one machine and one table: a tab remembers its own pass first, then the machine's.

const FAR = "halifax";

/** @param {Storage} store @param {string} key @returns {any} */
function read(store, key) {
  try {
    return JSON.parse(store.getItem(`${FAR}.${key}`) ?? "null");
  } catch {
    return null; // private mode, or not ours: as if nothing were kept
  }
}

/** @param {Storage} store @param {string} key @param {unknown} value null forgets it */
function write(store, key, value) {
  try {
    if (value === null) store.removeItem(`${FAR}.${key}`);
    else store.setItem(`${FAR}.${key}`, JSON.stringify(value));
  } catch {
    // full or forbidden: the page works on, a reload forgets
  }
}

/**
 * The pass for *table* on this kind of page. A fragment `#pass=…` wins, is kept, and leaves the address at once.
 * @param {string} table @param {"seat" | "white"} kind
 * @returns {string | null}
 */
export function takePass(table, kind) {
  const found = /^#pass=([^&]+)/.exec(location.hash);
  if (found) {
    keepPass(table, kind, decodeURIComponent(found[1]));
    history.replaceState(null, "", location.pathname + location.search);
  }
  const key = `pass.${table}.${kind}`;
  return read(sessionStorage, key) ?? read(localStorage, key);
}

/** @param {string} table @param {"seat" | "white"} kind @param {string | null} pass */
export function keepPass(table, kind, pass) {
  const key = `pass.${table}.${kind}`;
  write(sessionStorage, key, pass);
  write(localStorage, key, pass);
}

/** @param {string} table @param {string} seat @param {string} what @returns {{ value: any, at: string } | null} */
export function readDraft(table, seat, what) {
  return read(localStorage, `draft.${table}.${seat}.${what}`);
}

/** @param {string} table @param {string} seat @param {string} what @param {unknown} value null forgets it */
export function keepDraft(table, seat, what, value) {
  write(localStorage, `draft.${table}.${seat}.${what}`, value === null ? null : { value, at: new Date().toISOString() });
}

/**
 * Be told of drafts that another tab of this browser keeps or forgets (null).
 * @param {(table: string, seat: string, what: string, value: any) => void} heard
 */
export function watchDrafts(heard) {
  if (typeof addEventListener !== "function") return;
  addEventListener("storage", (event) => {
    const [far, kind, table, seat, ...what] = event.key?.split(".") ?? [];
    if (far === FAR && kind === "draft") heard(table, seat, what.join("."), readDraft(table, seat, what.join("."))?.value ?? null);
  });
}

/** Commands sent and not yet answered, so that a reload sends the same ids again. @param {string} key @returns {any} */
export function readUnanswered(key) {
  return read(sessionStorage, `sent.${key}`);
}

/** @param {string} key @param {unknown} value */
export function keepUnanswered(key, value) {
  write(sessionStorage, `sent.${key}`, value);
}
