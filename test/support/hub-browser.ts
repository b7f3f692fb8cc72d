import type { TestHub } from './test-hub.ts';

/** A browser, as far as the hub can tell: it says where it asks from, and keeps the cookie. */
export interface HubBrowser {
  /** As it would send it. */
  cookie: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a body, and reads the JSON of an answer that has to be a success. */
  post<T = { id: string }>(path: string, body?: object): Promise<T>;
}

/** @param hub gives the hub that it asks: there may be another one later */
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

/** A POST with this body. */
export function postOf(body: object): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}
