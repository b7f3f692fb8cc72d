import type { LocksLike } from '../../../src/app/tabs/locks.ts';
import type { TabChannel } from '../../../src/app/tabs/tab-channel.ts';

/** One tab, at the edges where it meets the others. */
export interface FakeTab {
  readonly locks: LocksLike;
  readonly openTabChannel: (name: string) => TabChannel;
  /** The tab is gone from one moment to the next: nothing of it runs any more, and what it held is free. */
  kill(): void;
  /** Nothing reaches it until it is thawed; it keeps what it holds. */
  setFrozen(frozen: boolean): void;
}

/** Carries what one tab says to another, by calling back. */
type Deliver = (letter: () => void, from: FakeTab, to: FakeTab) => void;

interface Port {
  tab: FakeTab;
  listeners: Set<(text: string) => void>;
}

interface Request {
  name: string;
  tab: FakeTab;
  grant: () => void;
}

/** What the tabs of one browser have in common: channels, and locks that one of them holds at a time. */
export class FakeTabs {
  readonly #ports = new Map<string, Set<Port>>();
  readonly #held = new Map<string, FakeTab>();
  #queue: Request[] = [];
  readonly #dead = new Set<FakeTab>();
  readonly #frozen = new Map<FakeTab, (() => void)[]>();
  readonly #deliver: Deliver;
  readonly #tab: FakeTab;

  /** @param deliver carries it at once, if it is left out */
  constructor(deliver: Deliver = (letter) => letter()) {
    this.#deliver = deliver;
    this.#tab = this.openTab();
  }

  /** The locks, as of one and the same tab. */
  get locks(): LocksLike {
    return this.#tab.locks;
  }

  /** Opens a channel, as of one and the same tab. */
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
        for (const letter of waiting) letter();
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
          if (other !== port) this.#deliver(() => this.#hear(other, text), tab, other.tab);
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

  #hear(port: Port, text: string): void {
    const kept = this.#frozen.get(port.tab);
    if (kept) kept.push(() => this.#hear(port, text));
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
    // As in a browser, it takes some time until the tab hears of it.
    void Promise.resolve().then(next.grant);
  }
}

/** The locks of a page that may have none. */
export const forbiddenLocks: LocksLike = {
  request: () => Promise.reject(new Error('SecurityError')),
  query: () => Promise.reject(new Error('SecurityError')),
};
