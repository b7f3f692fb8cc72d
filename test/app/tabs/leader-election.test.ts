import { beforeEach, describe, expect, it } from 'vitest';
import { joinElection, type Election } from '../../../src/app/tabs/leader-election.ts';
import { flushPromises } from '../support/fake-event-source.ts';
import { FakeTabs, forbiddenLocks, type FakeTab } from '../support/fake-tabs.ts';

interface Candidate {
  tab: FakeTab;
  election: Election;
  /** What has happened to it, in order. */
  results: ('first' | 'successor' | 'forbidden')[];
}

let browser: FakeTabs;

beforeEach(() => {
  browser = new FakeTabs();
});

async function join(name = 'stream', locks?: FakeTab['locks']): Promise<Candidate> {
  const tab = browser.openTab();
  const results: Candidate['results'] = [];
  const election = joinElection({
    locks: locks ?? tab.locks,
    name,
    onElected: (isSuccessor) => results.push(isSuccessor ? 'successor' : 'first'),
    onForbidden: () => results.push('forbidden'),
  });
  await flushPromises();
  return { tab, election, results };
}

const resultsOf = (...candidates: Candidate[]) => candidates.map(({ results }) => results);

describe('an election', () => {
  it('makes the first tab the leader, and no other', async () => {
    const tabs = [await join(), await join(), await join()] as const;
    expect(resultsOf(...tabs)).toEqual([['first'], [], []]);
  });

  it('makes the tab that has waited longest the leader when the leader resigns', async () => {
    const [first, second, third] = [await join(), await join(), await join()];
    first.election.resign();
    await flushPromises();
    expect(resultsOf(first, second, third)).toEqual([['first'], ['successor'], []]);
  });

  it('goes to the next tab when the leading tab is gone', async () => {
    const [first, second] = [await join(), await join()];
    first.tab.kill();
    await flushPromises();
    expect(resultsOf(first, second)).toEqual([['first'], ['successor']]);
  });

  it('skips a tab that has resigned while it waited', async () => {
    const [first, second, third] = [await join(), await join(), await join()];
    second.election.resign();
    first.election.resign();
    await flushPromises();
    expect(resultsOf(first, second, third)).toEqual([['first'], [], ['successor']]);
  });

  it('is separate for each name', async () => {
    expect(resultsOf(await join('one'), await join('other'))).toEqual([['first'], ['first']]);
  });

  it('has no leader if the browser forbids locks', async () => {
    expect(resultsOf(await join('stream', forbiddenLocks))).toEqual([['forbidden']]);
  });
});
