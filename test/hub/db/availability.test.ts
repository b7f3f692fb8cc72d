import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { watchAvailability } from '../../../src/hub/db/availability.ts';
import type { HubLock } from '../../../src/hub/db/hub-lock.ts';
import { isDatabaseUnavailable } from '../../../src/hub/db/database-unavailable.ts';
import { ProviderError } from '../../../src/hub/providers/provider.ts';

const withCode = (code: string) => Object.assign(new Error('It failed.'), { code });
const LOST = withCode('ECONNRESET');
const UNAVAILABLE = { name: 'DatabaseUnavailableError', cause: LOST };

/** A lock that the test controls. */
function fakeLock() {
  const waiting = new Set<(isHeld: boolean) => void>();
  let onWait = () => {};
  const lock = {
    isHeld: true as boolean,
    untilHeld: (time: number) =>
      new Promise<boolean>((resolve) => {
        if (time <= 0) resolve(false);
        waiting.add(resolve);
        onWait();
      }),
    stopWaiting: () => waiting.forEach((settle) => settle(false)),
    isWantedBack: async () => false,
    lost: new Promise<string>(() => {}),
    release: async () => {},
  } satisfies HubLock;
  return {
    lock,
    lose: () => (lock.isHeld = false),
    retake() {
      lock.isHeld = true;
      waiting.forEach((settle) => settle(true));
    },
    isWaitedFor: new Promise<void>((resolve) => (onWait = resolve)),
  };
}

describe('work that is retried while the database is unavailable', () => {
  it('is done once if nothing fails', async () => {
    const { withRetry } = watchAvailability(fakeLock().lock);
    expect(await withRetry(async (isAgain) => isAgain)).toBe(false);
  });

  it('is repeated until the connection lasts, and knows that it is a retry', async () => {
    const { withRetry } = watchAvailability(fakeLock().lock);
    const asked: boolean[] = [];
    const work = async (isAgain: boolean) => {
      asked.push(isAgain);
      if (asked.length < 3) throw new DrizzleQueryError('commit', [], LOST);
      return 'done';
    };
    expect(await withRetry(work)).toBe('done');
    expect(asked).toEqual([false, true, true]);
  });

  it('does not start before the lock is held again', async () => {
    const { lock, lose, retake, isWaitedFor } = fakeLock();
    const { withRetry } = watchAvailability(lock);
    lose();
    let begun = 0;
    const done = withRetry(async (isAgain) => {
      begun += 1;
      return isAgain;
    });
    await isWaitedFor;
    expect(begun).toBe(0);
    retake();
    expect(await done, 'it has not been begun before').toBe(false);
    expect(begun).toBe(1);
  });

  it('fails at once if the database refuses it', async () => {
    const { withRetry } = watchAvailability(fakeLock().lock);
    let begun = 0;
    const refused = withCode('23505');
    await expect(withRetry(() => ((begun += 1), Promise.reject(refused)))).rejects.toBe(refused);
    expect(begun).toBe(1);
  });

  it('fails with the last error after the timeout', async () => {
    const { withRetry } = watchAvailability(fakeLock().lock, 250);
    let begun = 0;
    await expect(withRetry(() => ((begun += 1), Promise.reject(LOST)))).rejects.toMatchObject(UNAVAILABLE);
    expect(begun).toBeGreaterThan(1);
  });

  it('fails at once while the hub closes, which ends all waiting', async () => {
    const { lock, lose, isWaitedFor } = fakeLock();
    const { withRetry, stopWaiting } = watchAvailability(lock);
    lose();
    const waiting = expect(withRetry(async () => {})).rejects.toThrow('The database cannot be reached.');
    await isWaitedFor;
    stopWaiting();
    await waiting;
    lock.isHeld = true;
    await expect(withRetry(() => Promise.reject(LOST))).rejects.toMatchObject(UNAVAILABLE);
  });
});

describe('a database is unavailable', () => {
  it.each([
    ['nothing listens', withCode('ECONNREFUSED')],
    ['no address that was tried answers', new AggregateError([withCode('ECONNREFUSED')])],
    ['its host name is unknown, as while a container is replaced', withCode('ENOTFOUND')],
    ['the connection broke', new DrizzleQueryError('select', [], LOST)],
    ['an operator shut it down', withCode('57P01')],
    ['it crashed', withCode('57P02')],
    ['it is starting', withCode('57P03')],
    ['it accepts no more connections', withCode('53300')],
    ['another server took its place', withCode('25006')],
    ['it closed the connection', new Error('Connection terminated unexpectedly')],
    [
      'the connection can no longer be used',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
    ['no connection was available', new Error('timeout exceeded when trying to connect')],
  ])('if %s', (_, error) => expect(isDatabaseUnavailable(error)).toBe(true));

  it.each([
    ['it refuses a row', new DrizzleQueryError('insert', [], withCode('23505'))],
    ['its disk is full', withCode('53100')],
    ['the database was dropped', withCode('57P04')],
    [
      'a model cannot be reached',
      Object.assign(new ProviderError('Lost it.'), { cause: withCode('ECONNREFUSED') }),
    ],
    ['only a text says so', 'ECONNREFUSED'],
  ])('but not if %s', (_, error) => expect(isDatabaseUnavailable(error)).toBe(false));
});
