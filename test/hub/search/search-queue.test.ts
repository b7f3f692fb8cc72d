import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/hub/errors/refused-error.ts';
import { createSearchQueue } from '../../../src/hub/search/search-queue.ts';

const NEVER = new AbortController().signal;

/** Searches that end on demand; `log` has the started ones, in order. */
function searches(bounds = { atOnce: 2, waitingOfAccount: 2, waiting: 100 }) {
  const queue = createSearchQueue(bounds);
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    log,
    async search(account: string, name: string, signal: AbortSignal = NEVER): Promise<string> {
      return queue.run(account, signal, async () => {
        log.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        return name;
      });
    },
    end: (name: string) => ends.get(name)!(),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('searches', () => {
  it('of one account run one at a time, in order', async () => {
    const { search, end, log } = searches();
    const all = ['1', '2', '3'].map((name) => search('a', name));
    for (const name of ['1', '2', '3']) {
      await settled();
      expect(log.at(-1)).toBe(name);
      end(name);
    }
    expect(await Promise.all(all)).toEqual(['1', '2', '3']);
  });

  it('of many accounts take turns, a few at once', async () => {
    const { search, end, log } = searches();
    const all = [
      search('a', 'a1'),
      search('a', 'a2'),
      search('a', 'a3'),
      search('b', 'b1'),
      search('c', 'c1'),
    ];
    await settled();
    expect(log).toEqual(['a1', 'b1']);
    end('a1');
    await settled();
    expect(log.at(-1), 'another account goes first').toBe('c1');
    end('b1');
    await settled();
    expect(log.at(-1)).toBe('a2');
    end('c1');
    end('a2');
    await settled();
    end('a3');
    expect(await Promise.all(all)).toHaveLength(5);
  });

  it('that wait are refused for newer ones of the same account, if there are too many', async () => {
    const { search, end, log } = searches();
    const first = search('a', '1');
    const older = search('a', '2');
    const refused = expect(older).rejects.toThrow(RefusedError);
    const newer = [search('a', '3'), search('a', '4')];
    await refused;
    await expect(older).rejects.toMatchObject({
      kind: 'too_many',
      details: { code: 'too_many_searches', retryAfter: 1 },
    });
    for (const name of ['1', '3', '4']) {
      await settled();
      end(name);
    }
    await Promise.all([first, ...newer]);
    expect(log).toEqual(['1', '3', '4']);
  });

  it('are refused if too many are waiting in the hub, for any account', async () => {
    const { search, end } = searches({ atOnce: 1, waitingOfAccount: 5, waiting: 2 });
    const all = ['a', 'b', 'c'].map((account) => search(account, account));
    await expect(search('d', 'd')).rejects.toMatchObject({ kind: 'too_many' });
    for (const name of ['a', 'b', 'c']) {
      await settled();
      end(name);
    }
    await Promise.all(all);
  });

  it('do not start after their client has disconnected', async () => {
    const { search, end, log } = searches();
    const leaving = new AbortController();
    const first = search('a', '1');
    const left = expect(search('a', '2', leaving.signal)).rejects.toThrow('gone');
    const third = search('a', '3');
    leaving.abort(new Error('gone'));
    await left;
    end('1');
    await settled();
    expect(log).toEqual(['1', '3']);
    end('3');
    await Promise.all([first, third]);
    await expect(search('a', '4', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('that fail make room for the next', async () => {
    const queue = createSearchQueue({ atOnce: 1, waitingOfAccount: 1, waiting: 1 });
    await expect(queue.run('a', NEVER, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.run('a', NEVER, async () => 'yes')).toBe('yes');
  });
});
