import { describe, expect, it } from 'vitest';
import {
  copiedLineage,
  divergences,
  ownLineage,
  type Lineage,
  type Version,
} from '../../../src/hub/versions/lineage.ts';

/** Versions by id, each a copy of another one with a number of messages; oldest first. */
function versionsOf(...copies: [id: string, original: string, kept: number][]): Version[] {
  const lineages = new Map<string, Lineage>([['o', ownLineage('o')]]);
  for (const [id, original, kept] of copies) {
    lineages.set(id, copiedLineage(lineages.get(original)!, id, kept));
  }
  return [...lineages].map(([id, lineage], at) => ({ id, lineage, activity: at + 1 }));
}

/** The divergences of one of them: the index of each message, and the threads in the order of versions. */
function shownIn(id: string, versions: readonly Version[]) {
  const current = versions.find((version) => version.id === id)!;
  return divergences(current, versions).map(({ index, threadIds }) => `${index}: ${threadIds.join(' ')}`);
}

describe('the versions of a message', () => {
  const once = versionsOf(['a', 'o', 1]);
  const twice = versionsOf(['a', 'o', 1], ['b', 'o', 1]);
  const ofVersion = versionsOf(['a', 'o', 1], ['b', 'a', 1]);
  const further = versionsOf(['a', 'o', 1], ['b', 'a', 3]);
  const before = versionsOf(['a', 'o', 3], ['b', 'a', 1]);
  const first = versionsOf(['a', 'o', 0], ['b', 'a', 0]);
  const both = versionsOf(['a', 'o', 1], ['b', 'o', 3]);

  it.each<[string, Version[], Record<string, string[]>]>([
    ['only the original', versionsOf(), { o: [] }],
    ['one more', once, { o: ['1: o a'], a: ['1: o a'] }],
    ['two of the original', twice, { o: ['1: o a b'], a: ['1: o a b'], b: ['1: o a b'] }],
    ['a version of a version: next to it', ofVersion, { o: ['1: o a b'], b: ['1: o a b'] }],
    ['the first message', first, { o: ['0: o a b'], a: ['0: o a b'], b: ['0: o a b'] }],
    [
      'a version at a later message of a version: the earlier message has it too',
      further,
      { o: ['1: o b'], a: ['1: o a', '3: a b'], b: ['1: o b', '3: a b'] },
    ],
    [
      'a version at an earlier message of a version: next to all that contain the original',
      before,
      { o: ['1: o b', '3: o a'], a: ['1: a b', '3: o a'], b: ['1: a b'] },
    ],
    [
      'two at different messages of the original: messages below another version are not shared',
      both,
      { o: ['1: o a', '3: o b'], a: ['1: b a'], b: ['1: b a', '3: o b'] },
    ],
  ])('%s', (_, versions, shown) => {
    for (const [id, expected] of Object.entries(shown)) expect(shownIn(id, versions), id).toEqual(expected);
  });

  it('are the same if threads between them have been deleted', () => {
    const left = further.filter(({ id }) => id !== 'a');
    expect(shownIn('b', left)).toEqual(['1: o b']);
    const alone = twice.filter(({ id }) => id !== 'o');
    expect(shownIn('b', alone)).toEqual(['1: a b']);
  });

  it('lead to the most recently active thread', () => {
    const versions = further.map((version) => (version.id === 'a' ? { ...version, activity: 9 } : version));
    expect(shownIn('o', versions)).toEqual(['1: o a']);
  });
});
