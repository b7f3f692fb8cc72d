import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A session of the Chrome DevTools Protocol: https://chromedevtools.github.io/devtools-protocol/ */
export interface CdpSession {
  /** Calls a method. Throws the error that Chromium answers. */
  send<Result = unknown>(method: string, params?: object): Promise<Result>;
  /** Calls the listener for each such event of this session. Returns an unsubscribe function. */
  on<Params>(event: string, listener: (params: Params) => void): () => void;
}

/** A connection to a browser, with the session of the browser and those of its pages. */
export interface CdpConnection extends CdpSession {
  /** @param id from `Target.attachToTarget`, flattened */
  session(id: string): CdpSession;
}

interface Incoming {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

interface Call {
  method: string;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * Connects to a Chromium that was started with `--remote-debugging-pipe`: JSON messages, each ended by a NUL. A browser
 * automation library would make every page report each event of its streams, which costs the page more than the event.
 */
export function connectCdp(browser: ChildProcess): CdpConnection {
  const [, , , output, input] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const calls = new Map<number, Call>();
  const listeners = new Map<string, Set<(params: never) => void>>();
  let sent = 0;
  let said = '';

  input.setEncoding('utf8');
  input.on('data', (text: string) => {
    const messages = (said + text).split('\0');
    said = messages.pop() ?? '';
    for (const message of messages) take(JSON.parse(message) as Incoming);
  });
  browser.on('exit', () => {
    for (const { method, reject } of calls.values())
      reject(new Error(`Chromium ended before ${method} did.`));
  });

  function take({ id, sessionId = '', method = '', params, result, error }: Incoming): void {
    for (const listener of listeners.get(`${sessionId} ${method}`) ?? []) listener(params as never);
    const call = id === undefined ? undefined : calls.get(id);
    if (id === undefined || !call) return;
    calls.delete(id);
    if (error) call.reject(new Error(`${call.method}: ${error.message}`));
    else call.resolve(result);
  }

  function session(sessionId?: string): CdpSession {
    return {
      send: <Result>(method: string, params: object = {}) =>
        new Promise<Result>((resolve, reject) => {
          sent += 1;
          calls.set(sent, { method, resolve: resolve as (result: unknown) => void, reject });
          output.write(`${JSON.stringify({ id: sent, method, params, ...(sessionId && { sessionId }) })}\0`);
        }),
      on(event, listener) {
        const key = `${sessionId ?? ''} ${event}`;
        const ofEvent = listeners.get(key) ?? new Set();
        listeners.set(key, ofEvent.add(listener as (params: never) => void));
        return () => void ofEvent.delete(listener as (params: never) => void);
      },
    };
  }

  return { ...session(), session };
}
