import type { LocksLike } from '../../../src/app/tabs/locks.ts';
import type { TabChannel } from '../../../src/app/tabs/tab-channel.ts';

/** The locks and channels of one tab. */
export interface FakeTab {
  readonly locks: LocksLike;
  readonly openTabChannel: (name: string) => TabChannel;
  /** Ends the tab without any cleanup, and frees its locks. */
  kill(): void;
  /** Freezes the tab: it receives nothing until it is unfrozen, and keeps its locks. */
  setFrozen(frozen: boolean): void;
}

/** Delivers a message from one tab to another, by calling `receive`. */
type Deliver = (receive: () => void, from: FakeTab, to: FakeTab) => void;

interface Port {
  tab: FakeTab;
  listeners: Set<(text: string) => void>;
}

interface Request {
  name: string;
  tab: FakeTab;
  grant: () => void;
}

/** The channels and locks that the tabs of one browser share. */
export class FakeTabs {
  readonly #ports = new Map<string, Set<Port>>();
  readonly #held = new Map<string, FakeTab>();
  #queue: Request[] = [];
  readonly #dead = new Set<FakeTab>();
  readonly #frozen = new Map<FakeTab, (() => void)[]>();
  readonly #deliver: Deliver;
  readonly #tab: FakeTab;

  /** @param deliver delivers at once by default */
  constructor(deliver: Deliver = (receive) => receive()) {
    this.#deliver = deliver;
    this.#tab = this.openTab();
  }

  /** The locks of a default tab. */
  get locks(): LocksLike {
    return this.#tab.locks;
  }

  /** Opens channels of the default tab. */
  get openTabChannel(): (name: string) => TabChannel {
    return this.#tab.openTabChannel;
  }

  openTab(): FakeTab {
    const tab: FakeTab = {
      locks: {
        request: (name, options, hold) => this.#request(tab, name, options, hold),
        query: async () => ({ pending: this.#queue.map(({ name }) => ({ name })) }),
      },
      openTabChannel: (name) => this.#openChannel(tab, name),
      kill: () => {
        this.#dead.add(tab);
        this.#queue = this.#queue.filter((request) => request.tab !== tab);
        for (const [name, holder] of this.#held) if (holder === tab) this.#free(name);
      },
      setFrozen: (frozen) => {
        if (frozen) return void this.#frozen.set(tab, []);
        const waiting = this.#frozen.get(tab) ?? [];
        this.#frozen.delete(tab);
        for (const receive of waiting) receive();
      },
    };
    return tab;
  }

  #openChannel(tab: FakeTab, name: string): TabChannel {
    const port: Port = { tab, listeners: new Set() };
    const ports = this.#ports.get(name) ?? new Set();
    this.#ports.set(name, ports.add(port));
    return {
      announce: (text) => {
        if (this.#dead.has(tab)) return;
        for (const other of ports) {
          if (other !== port) this.#deliver(() => this.#receive(other, text), tab, other.tab);
        }
      },
      subscribe: (listener) => {
        port.listeners.add(listener);
        return () => port.listeners.delete(listener);
      },
      close: () => {
        ports.delete(port);
        port.listeners.clear();
      },
    };
  }

  #receive(port: Port, text: string): void {
    const kept = this.#frozen.get(port.tab);
    if (kept) kept.push(() => this.#receive(port, text));
    else if (!this.#dead.has(port.tab)) for (const listener of port.listeners) listener(text);
  }

  #request(tab: FakeTab, name: string, options: object, hold: Parameters<LocksLike['request']>[2]) {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#dead.has(tab)) return;
      const isTaken = this.#held.has(name) || this.#queue.some((request) => request.name === name);
      if ('ifAvailable' in options && isTaken) return resolve(hold(null));
      const request: Request = {
        name,
        tab,
        grant: () => {
          const kept = this.#frozen.get(tab);
          if (kept) return void kept.push(request.grant);
          const held = Promise.resolve(this.#dead.has(tab) ? null : hold({}));
          resolve(held);
          void held.then(() => this.#dead.has(tab) || this.#free(name));
        },
      };
      if ('signal' in options) {
        const signal = options.signal as AbortSignal;
        signal.addEventListener('abort', () => {
          if (!this.#queue.includes(request)) return;
          this.#queue = this.#queue.filter((other) => other !== request);
          reject(new Error('aborted'));
        });
      }
      this.#queue.push(request);
      this.#grantNext(name);
    });
  }

  #free(name: string): void {
    this.#held.delete(name);
    this.#grantNext(name);
  }

  #grantNext(name: string): void {
    const next = this.#queue.find((request) => request.name === name);
    if (!next || this.#held.has(name)) return;
    this.#queue = this.#queue.filter((request) => request !== next);
    this.#held.set(name, next.tab);
    // Asynchronous, as in a browser.
    void Promise.resolve().then(next.grant);
  }
}

/** Locks that the browser refuses to the page. */
export const forbiddenLocks: LocksLike = {
  request: () => Promise.reject(new Error('SecurityError')),
  query: () => Promise.reject(new Error('SecurityError')),
};
