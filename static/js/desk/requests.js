// Requests of the desk to the server. Each ends with an answer or an `Unreachable`, and none hangs.

const TIMEOUT = 15_000;
// Browsers send no more than 64 KB for a page that is being left.
const MOST_WHEN_LEAVING = 60_000;

export class Unreachable extends Error {}

export const csrfToken = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

async function request(url, options) {
  const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json", ...options.headers };
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT), ...options, headers });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: response.status, data: isJson ? await response.json() : {} };
  } catch (error) {
    throw new Unreachable(error.message);
  }
}

export function post(url, data, { isLeaving = false } = {}) {
  const body = JSON.stringify(data);
  const options = { method: "POST", body, keepalive: isLeaving && body.length < MOST_WHEN_LEAVING };
  return request(url, { ...options, headers: { "Content-Type": "application/json" } });
}

export const get = (url) => request(url, { method: "GET", cache: "no-store" });
