import { describe, expect, it } from 'vitest';
import { createGroupWriter, RefusedWriteError } from '../../../src/hub/delta-log/group-writer.ts';

/** Commits that end when the test lets them. */
function createCommits() {
  const begun: { group: string[]; end: () => void }[] = [];
  const waiting: ((commit: { group: string[]; end: () => void }) => void)[] = [];
  const commit = (group: readonly string[]) =>
    new Promise<[]>((done) => {
      const next = { group: [...group], end: () => done([]) };
      const wake = waiting.shift();
      if (wake) wake(next);
      else begun.push(next);
    });
  return {
    write: createGroupWriter(commit),
    /** Resolves with the next commit that begins. */
    next: () =>
      new Promise<{ group: string[]; end: () => void }>((resolve) => {
        const first = begun.shift();
        if (first) resolve(first);
        else waiting.push(resolve);
      }),
    begun,
  };
}

describe('the group writer', () => {
  it('writes a single write without waiting for others', async () => {
    const { write, next } = createCommits();
    void write('a');
    expect((await next()).group).toEqual(['a']);
  });

  it('groups the writes of one turn of the event loop, and then those that arrived meanwhile', async () => {
    const { write, next, begun } = createCommits();
    const writes = [write('a'), Promise.resolve().then(() => write('b'))];
    const first = await next();
    expect(first.group).toEqual(['a', 'b']);
    writes.push(...['c', 'd'].map(write));
    expect(begun).toEqual([]);
    first.end();
    const second = await next();
    expect(second.group).toEqual(['c', 'd']);
    second.end();
    await Promise.all(writes);
  });

  it('resolves a write only after its group is written', async () => {
    const { write, next } = createCommits();
    const settled: string[] = [];
    const first = write('a').then(() => settled.push('a'));
    const commit = await next();
    const second = write('b').then(() => settled.push('b'));
    expect(settled).toEqual([]);
    commit.end();
    await first;
    expect(settled).toEqual(['a']);
    (await next()).end();
    await second;
    expect(settled).toEqual(['a', 'b']);
  });

  it('lets only a bad write fail, and continues', async () => {
    const commit = async (group: readonly string[]) => {
      if (group.includes('bad')) throw new RefusedWriteError('bad', new Error('bad write'));
      return [];
    };
    const write = createGroupWriter(commit);
    const results = await Promise.allSettled(['a', 'b', 'bad', 'c'].map(write));
    expect(results[2]).toMatchObject({ reason: new Error('bad write') });
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    await expect(write('d')).resolves.toBeUndefined();
  });

  it('rolls the other writes of a group back only once, even if several are refused', async () => {
    const commits: { group: readonly string[]; isolated: boolean }[] = [];
    const write = createGroupWriter(async (group: readonly string[], isolated) => {
      commits.push({ group, isolated });
      const refused = group.filter((one) => one.startsWith('bad'));
      const refusals = refused.map((one) => new RefusedWriteError(one, new Error(one)));
      if (!isolated && refusals[0]) throw refusals[0];
      return refusals;
    });
    const bad = Array.from({ length: 100 }, (_, at) => `bad ${at}`);
    const results = await Promise.allSettled(['a', ...bad, 'b'].map(write));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      ...bad.map(() => 'rejected'),
      'fulfilled',
    ]);
    expect(results[100]).toMatchObject({ reason: new Error('bad 99') });
    expect(commits.map(({ isolated }) => isolated)).toEqual([false, true]);
  });

  it('never repeats a write that may have been written', async () => {
    const groups: string[][] = [];
    const write = createGroupWriter(async (group: readonly string[]) => {
      groups.push([...group]);
      if (groups.length === 2) throw new Error('the answer was lost');
      return [];
    });
    await write('a');
    const results = await Promise.allSettled(['b', 'c'].map(write));
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(groups).toEqual([['a'], ['b', 'c']]);
    await expect(write('d')).resolves.toBeUndefined();
  });
});
