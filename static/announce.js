// Two live regions, and no more: news (polite, at most one sentence in two seconds) and what cannot wait.

const GAP_MS = 2000;

/** @type {string[]} */
let queue = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let spoke_ms = 0;

/** @param {string} id @param {string} text */
function put(id, text) {
  const region = document.getElementById(id);
  if (!region) return;
  // The same words twice are spoken twice only if the text node changes.
  region.textContent = region.textContent === text ? `${text} ` : text;
}

function flush() {
  timer = undefined;
  if (!queue.length) return;
  put("news", [...new Set(queue)].join(", "));
  queue = [];
  spoke_ms = Date.now();
}

/** Tell news; what comes within two seconds is joined into one sentence. @param {string} text */
export function announce(text) {
  queue.push(text);
  if (timer === undefined) timer = setTimeout(flush, Math.max(50, spoke_ms + GAP_MS - Date.now()));
}

/** Say at once: the bell, thirty seconds left, not delivered, removed. @param {string} text */
export function alarm(text) {
  put("alarm", text);
}
