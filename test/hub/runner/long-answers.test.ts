import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { createOpenAiProvider } from '../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { MAX_TEXT_LENGTH } from '../../../src/protocol/max-text-length.ts';
import type { Message } from '../../../src/protocol/message.ts';
import type { Page } from '../../../src/protocol/page.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { setUpModel } from '../../support/set-up-hub.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const model = setUpModel();
let hub: TestHub;
/** How many bytes the model server has sent. */
let sent = 0;

beforeAll(async () => {
  const provider = createOpenAiProvider({ baseUrl: model.url, apiKey: null, name: 'm', idleTimeout: 20_000 });
  hub = await openTestHub({ provider });
  const piece = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'word '.repeat(4_000) } }] })}\n\n`;
  model.answerWith(async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const state = { isClosed: false };
    const closed = once(response, 'close').then(() => (state.isClosed = true));
    while (!state.isClosed) {
      sent += piece.length;
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed]);
    }
  });
});
afterAll(() => hub.close());

it.each<[string, Agent]>([
  ['a stream', async (env) => env.addReply(env.completion([], { stream: true }))],
  ['an answer in one piece', async (env) => env.addReply(await env.completion([]))],
  ['a reply of the agent’s own', async (env) => env.addReply('x'.repeat(MAX_TEXT_LENGTH + 5))],
])('a text that is too long is cut off and kept, and the run says why: %s', async (_, agent) => {
  sent = 0;
  const { threadId, runId, path } = await hub.run(agent);
  await hub.events(path);
  const { body: run } = await hub.call<Run>(`/threads/${threadId}/runs/${runId}`);
  expect(run).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_completion_tokens' },
  });
  const { data } = (await hub.call<Page<Message>>(`/threads/${threadId}/messages`)).body;
  expect(data[0]?.content[0]?.text?.value).toHaveLength(MAX_TEXT_LENGTH);
  expect(data[0]?.incomplete_details).toEqual({ reason: 'max_tokens' });
  await Promise.all(model.requests.map(({ ended }) => ended));
  expect(sent).toBeLessThan(10 * MAX_TEXT_LENGTH); // data in socket buffers counts as sent too
});

it('a run that streams endlessly without a reply ends, and says why', async () => {
  const { threadId, runId, path } = await hub.run(async (env) => {
    for (;;) await env.completion([], { stream: true }).text();
  });
  await hub.events(path);
  const { body: run } = await hub.call<Run>(`/threads/${threadId}/runs/${runId}`);
  expect(run.last_error?.message).toMatch(/This run has \d+ completions without a reply/);
}, 120_000); // sixteen answers of the maximum length
