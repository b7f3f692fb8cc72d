import type { LocksLike } from '../../../src/app/api/account-events.ts';
import type { TabChannel } from '../../../src/app/api/tab-channel.ts';

/** What the tabs of one browser have in common: channels, and locks that one of them holds at a time. */
export class FakeTabs {
  readonly #channels = new Map<string, Set<(text: string) => void>>();
  readonly #held = new Map<string, Promise<unknown>>();

  readonly openTabChannel = (name: string): TabChannel => {
    const all = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, all);
    const own = new Set<(text: string) => void>();
    return {
      announce: (text) => {
        for (const listener of all) if (!own.has(listener)) listener(text);
      },
      subscribe: (listener) => {
        own.add(listener);
        all.add(listener);
        return () => all.delete(listener);
      },
      close: () => {
        for (const listener of own) all.delete(listener);
      },
    };
  };

  readonly locks: LocksLike = {
    request: async (name, options, hold) => {
      if ('ifAvailable' in options && this.#held.has(name)) return hold(null);
      while (this.#held.has(name)) {
        const aborted = new Promise<never>((_, reject) => {
          if ('signal' in options)
            options.signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
        await Promise.race([this.#held.get(name), aborted]);
      }
      const done = Promise.resolve(hold({}));
      this.#held.set(name, done);
      await done;
      this.#held.delete(name);
      return done;
    },
  };
}
