import { expect, it, onTestFinished } from 'vitest';
import type { Agent } from '../../../src/agents/agent.ts';
import { refuseWith, sendStream } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer } from '../../support/model-server.ts';
import { openTestHub } from '../../support/test-hub.ts';
import { createTestProvider } from '../providers/create-test-provider.ts';
import { openAi } from '../providers/refusals.ts';

interface SentMessage {
  role: string;
  tool_calls?: object[];
  [field: string]: unknown;
}

const CALL = { index: 0, id: 'call_1', type: 'function', function: { name: 'rain', arguments: '{}' } };

function stream(finish: string, ...deltas: object[]): ModelAnswer {
  const chunks = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: finish }] },
  ];
  return sendStream(
    [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => `data: ${data}\n\n`).join(''),
  );
}

const askAboutRain: Agent = async (env) => {
  const rain = { description: 'Whether it rains.', parameters: { type: 'object' }, run: () => 'no' };
  await env.addReply(await env.runTools(await env.listMessages(), { tools: { rain } }));
};

/**
 * Runs a tool loop with a model server that thinks with these deltas and calls a tool. Returns each request's message
 * with the call.
 */
async function callMessages(
  thinking: object[],
  refusal: { when(message: SentMessage): boolean; words: string } = { when: () => false, words: '' },
): Promise<(SentMessage | undefined)[]> {
  const server = await startModelServer((response, request) => {
    const messages = (request.body?.messages ?? []) as SentMessage[];
    if (messages.some((message) => message.tool_calls && refusal.when(message)))
      return refuseWith(400, openAi(refusal.words))(response, request);
    const hasOutput = messages.some(({ role }) => role === 'tool');
    const answer = hasOutput
      ? stream('stop', { content: 'It is dry.' })
      : stream('tool_calls', ...thinking, { tool_calls: [CALL] });
    return answer(response, request);
  });
  onTestFinished(() => server.stop());
  const hub = await openTestHub({ provider: createTestProvider(server.url, { name: 'thinker' }) });
  onTestFinished(() => hub.close());
  const run = await hub.run(askAboutRain);
  const events = await hub.events(run.path);
  expect(events.at(-1)?.event).toBe('thread.run.completed');
  const requests = server.requests.map(({ body }) => (body?.messages ?? []) as SentMessage[]);
  return requests.slice(1).map((messages) => messages.find(({ tool_calls }) => tool_calls));
}

it('the reasoning before calls is sent back with them, as DeepSeek and Kimi require', async () => {
  const sent = await callMessages([{ reasoning_content: 'Rain ' }, { reasoning_content: 'or sun?' }], {
    when: (message) => message['reasoning_content'] !== 'Rain or sun?',
    words: 'The `reasoning_content` in the thinking mode must be passed back to the API.',
  });
  expect(sent).toHaveLength(1);
});

it('the reasoning is left out for a server that refuses it', async () => {
  const sent = await callMessages([{ reasoning_content: 'Rain?' }], {
    when: (message) => 'reasoning_content' in message,
    words: "property 'reasoning_content' is unsupported",
  });
  expect(sent.map((message) => message?.['reasoning_content'])).toEqual(['Rain?', undefined]);
});

it('the reasoning is not made up for a server that sends none', async () => {
  const [message] = await callMessages([]);
  expect(Object.keys(message ?? {})).toEqual(['role', 'content', 'tool_calls']);
});

it('the reasoning is sent back in the form of OpenRouter, with its signature, if it came in that form', async () => {
  const detail = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
  const [message] = await callMessages([
    { reasoning: 'Rain ', reasoning_details: [{ ...detail, text: 'Rain ' }] },
    { reasoning: 'or sun?', reasoning_details: [{ ...detail, text: 'or sun?', signature: null }] },
    { reasoning_details: [{ ...detail, signature: 'abc' }] },
    { reasoning_details: [{ type: 'reasoning.encrypted', data: 'xyz', index: 1 }] },
  ]);
  expect(message).toMatchObject({
    reasoning_details: [
      { ...detail, text: 'Rain or sun?', signature: 'abc' },
      { type: 'reasoning.encrypted', data: 'xyz', index: 1 },
    ],
  });
  expect(message).not.toHaveProperty('reasoning_content');
});
