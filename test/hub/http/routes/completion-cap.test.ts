import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';
import { delegate } from './delegated-run.ts';

const MOST = 3;
const MOST_OF_A_RUN = 16;

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub({ maxCompletions: MOST });
});
afterEach(() => hub.close());

interface Asked {
  status: number;
  headers: Headers;
  /** The text of the answer after its end. */
  text: Promise<string>;
}

/** Requests completions at once, and returns each answer when its headers have arrived. */
function ask(count: number, headers: Record<string, string> = {}): Promise<Asked[]> {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Go.' }], stream: true });
  return Promise.all(
    Array.from({ length: count }, async () => {
      const response = await hub.request('/chat/completions', { method: 'POST', body, headers });
      return { status: response.status, headers: response.headers, text: response.text() };
    }),
  );
}

/** Starts this many completions, which end when the test lets them. */
async function begin(count: number): Promise<() => void> {
  const completions = await Promise.all(Array.from({ length: count }, () => hub.provider.nextCompletion()));
  for (const completion of completions) completion.push('Well');
  return () => {
    for (const completion of completions) completion.end();
  };
}

const count = (asked: Asked[], status: number) => asked.filter((one) => one.status === status).length;

it('an account above its limit of completions gets 429 in OpenAI’s form, with retry-after', async () => {
  const asking = ask(MOST + 5);
  const end = await begin(MOST);
  const asked = await asking;
  expect([count(asked, 200), count(asked, 429)]).toEqual([MOST, 5]);
  const refused = asked.find(({ status }) => status === 429)!;
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(JSON.parse(await refused.text)).toEqual({
    error: {
      message: expect.stringContaining('Wait until one has ended'),
      type: 'invalid_request_error',
      param: null,
      code: 'too_many_completions',
    },
  });
  end();
  await Promise.all(asked.map(({ text }) => text));
  const again = ask(MOST);
  (await begin(MOST))();
  expect(count(await again, 200)).toBe(MOST);
});

it('completions of a run may exceed the account’s limit, and count for it', async () => {
  const { threadId, runId } = await delegate(hub);
  const ofRun = { thread_id: threadId, run_id: runId };
  const asking = ask(MOST_OF_A_RUN + 2, ofRun);
  const end = await begin(MOST_OF_A_RUN);
  const asked = await asking;
  expect([count(asked, 200), count(asked, 429)]).toEqual([MOST_OF_A_RUN, 2]);
  expect(count(await ask(1), 429)).toBe(1);
  end();
  await Promise.all(asked.map(({ text }) => text));
  const direct = ask(1);
  (await begin(1))();
  expect(count(await direct, 200)).toBe(1);
});

it('a failed request and a disconnected client release their places', async () => {
  const nowhere = { thread_id: 'thread_none', run_id: 'run_none' };
  const missing = await ask(MOST_OF_A_RUN, nowhere);
  expect(count(missing, 404)).toBe(MOST_OF_A_RUN);
  const leaving = new AbortController();
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Go.' }], stream: true });
  const left = Array.from({ length: MOST }, () =>
    hub
      .request('/chat/completions', { method: 'POST', body, signal: leaving.signal })
      .then((response) => response.text())
      .catch(() => 'left'),
  );
  const end = await begin(MOST);
  leaving.abort();
  await Promise.all(left);
  end();
  const probe = async () => {
    const asking = ask(1);
    const [one] = await Promise.race([asking, begin(1).then((endIt) => (endIt(), asking))]);
    return one!.status;
  };
  await expect.poll(probe).toBe(200);
});

it('completions that wait for their model do not block other requests', async () => {
  await hub.close();
  hub = await openTestHub({ maxCompletions: 50, requestLimits: { active: 2, activePerLane: 2 } });
  const asking = ask(10);
  const completions = await Promise.all(Array.from({ length: 10 }, () => hub.provider.nextCompletion()));
  expect((await hub.call('/threads')).status).toBe(200);
  for (const completion of completions) completion.end();
  expect(count(await asking, 200)).toBe(10);
});
