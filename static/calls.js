// wire's few plain HTTP calls, apart so that the join page needs no socket library.

/**
 * An HTTP call with JSON in and out.
 * @param {string} path @param {{ method?: string, body?: object, pass?: string, keep?: boolean }} [options] keep: the browser may keep the answer
 * @returns {Promise<{ ok: boolean, status: number, body: any }>}
 */
export async function call(path, { method = "GET", body, pass: with_pass, keep = false } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (with_pass) headers.Authorization = `Bearer ${with_pass}`;
  try {
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: keep ? "default" : "no-store" });
    return { ok: response.ok, status: response.status, body: await response.json().catch(() => ({})) };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

/** The record of a table as a file. @param {string} of_table @param {string} with_pass @returns {Promise<Blob | null>} */
export async function record(of_table, with_pass) {
  try {
    const response = await fetch(`/api/record/${of_table}`, { headers: { Authorization: `Bearer ${with_pass}` }, cache: "no-store" });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

/** The address under which people join a table: the server writes it into the QR code's title. @param {string} of_table @returns {Promise<string | null>} */
export async function joinAddress(of_table) {
  try {
    const response = await fetch(`/api/tables/${encodeURIComponent(of_table)}/qr.svg`);
    return response.ok ? (/<title>([^<]+)<\/title>/.exec(await response.text())?.[1] ?? null) : null;
  } catch {
    return null;
  }
}
