import type { TestHub } from './test-hub.ts';

/** A client that the hub takes for a browser: it sends `sec-fetch-site` and keeps its cookie. */
export interface HubBrowser {
  /** In the form of a `cookie` header. */
  cookie: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a body and returns the JSON of the answer. Throws if the request fails. */
  post<T = { id: string }>(path: string, body?: object): Promise<T>;
}

/** @param hub returns the current hub, which may change */
export function createHubBrowser(hub: () => TestHub): HubBrowser {
  return {
    cookie: '',
    async ask(path, init = {}) {
      const headers = { 'sec-fetch-site': 'same-origin', ...(this.cookie && { cookie: this.cookie }) };
      const response = await hub().request(path, { ...init, headers: { ...headers, ...init.headers } });
      const set = response.headers.get('set-cookie');
      if (set) this.cookie = set.includes('Max-Age=0') ? '' : set.split(';')[0]!;
      return response;
    },
    async post<T>(path: string, body: object = {}) {
      const response = await this.ask(path, postOf(body));
      if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}

/** Returns a POST request with this body. */
export function postOf(body: object): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}
