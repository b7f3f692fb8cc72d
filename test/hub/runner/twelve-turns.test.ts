import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Agent, CompletionOptions } from '../../../src/agents/agent.ts';
import { createOpenAiProvider } from '../../../src/hub/providers/openai-compatible/openai-provider.ts';
import { answer, chunk, frame, refuseWith, neverAnswer, stallAfter } from '../../support/model-answers.ts';
import {
  startModelServer,
  type ModelAnswer,
  type ModelRequestBody,
  type ModelServer,
} from '../../support/model-server.ts';
import { NO_WAITING } from '../../support/no-waiting.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const LIMITS: CompletionOptions = { maxTokens: 100, temperature: 0.5 };

const socrates: Agent = async (env) => {
  const messages = await env.listMessages();
  const answered = env.completion([{ role: 'system', content: 'You are Socrates.' }, ...messages], {
    ...LIMITS,
    stream: true,
  });
  await env.addReply(answered);
};
/** Requests complete answers, and replies twice in one run. */
const plato: Agent = async (env) => {
  for (const persona of ['You are Plato.', 'You are Plato, and sum it up.']) {
    const messages = await env.listMessages();
    await env.addReply(await env.completion([...messages, { role: 'system', content: persona }], LIMITS));
  }
};

interface Json {
  id: string;
  status: string;
  data: Json[];
  content: { text: { value: string } }[];
}

let model: ModelServer;
let hub: TestHub;

beforeAll(async () => {
  model = await startModelServer(neverAnswer());
});
afterEach(() => hub.close());
afterAll(() => model.stop());

/** Why one server refuses a request; null if it accepts it. */
type Rule = (body: ModelRequestBody) => string | null;

const strictRoles: Rule = ({ messages = [] }) => {
  const turns = messages.filter(({ role }, at) => at > 0 || role !== 'system');
  if (turns.some(({ content }) => content.trim() === ''))
    return 'messages: text content blocks must be non-empty';
  const alternates = turns.every(({ role }, at) => role === (at % 2 ? 'assistant' : 'user'));
  if (!alternates)
    return 'After the optional system message, conversation roles must alternate user/assistant/user/assistant/...';
  return turns.at(-1)?.role === 'user' ? null : 'The conversation must end with a user message.';
};
const noSystemRole: Rule = ({ messages = [] }) =>
  messages.some(({ role }) => role === 'system' || role === 'developer') ? 'System role not supported' : null;
const smallContext: Rule = ({ messages = [] }) => {
  const tokens = messages.reduce((count, { content }) => count + content.length, 0);
  return tokens > 160
    ? `This model's maximum context length is 160 tokens. However, your messages resulted in ${tokens} tokens.`
    : null;
};
const noMaxTokens: Rule = (body) => {
  if ('max_tokens' in body)
    return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  return 'temperature' in body
    ? "Unsupported value: 'temperature' does not support 0.5 with this model."
    : null;
};

function serverWith(rule: Rule, then: ModelAnswer): ModelAnswer {
  return (response, request) => {
    const refusal = rule(request.body ?? {});
    const refused = refuseWith(400, {
      error: { message: refusal, type: 'invalid_request_error', param: null, code: null },
    });
    return (refusal === null ? then : refused)(response, request);
  };
}

/** Sends a message, and waits until the run has ended. */
async function turn(threadId: string, agentId: string, content: string) {
  const { body } = await hub.call<Json>(`/threads/${threadId}/runs`, {
    assistant_id: agentId,
    additional_messages: [{ role: 'user', content }],
  });
  return { id: body.id, ended: hub.events(`/threads/${threadId}/stream/${body.id}`) };
}

async function statusOf(threadId: string, runId: string): Promise<string> {
  return (await hub.call<Json>(`/threads/${threadId}/runs/${runId}`)).body.status;
}

/** Does the same for an agent outside the hub, which uses the pass-through. */
async function turnElsewhere(threadId: string, content: string): Promise<string> {
  const { body: run } = await hub.call<Json>(`/threads/${threadId}/runs`, {
    assistant_id: 'elsewhere/agent/1.0.0',
    delegate_execution: true,
    additional_messages: [{ role: 'user', content }],
  });
  const { body: conversation } = await hub.call<Json>(`/threads/${threadId}/messages?conversation=true`);
  const messages = conversation.data.map((message) => ({
    ...message,
    content: message.content[0]!.text.value,
  }));
  const answered = await hub.request('/chat/completions', {
    method: 'POST',
    headers: { thread_id: threadId, run_id: run.id },
    body: JSON.stringify({ model: 'a-model', messages, max_tokens: 100, temperature: 0.5 }),
  });
  const { choices } = (await answered.json()) as { choices: { message: { content: string } }[] };
  const text = choices[0]!.message.content;
  await hub.call(`/threads/${threadId}/messages`, { role: 'assistant', content: text, run_id: run.id });
  await hub.call(`/threads/${threadId}/runs/${run.id}`, { status: 'completed' });
  return statusOf(threadId, run.id);
}

describe('a conversation of twelve turns with an empty, a failed, a stopped and an edited answer, and three agents', () => {
  it.each<[string, Rule]>([
    ['requires alternating roles', strictRoles],
    ['has no system role', noSystemRole],
    ['has a small context', smallContext],
    ['refuses max_tokens and temperature', noMaxTokens],
  ])('gets an answer in every turn from a server that %s', async (_, rule) => {
    const provider = createOpenAiProvider({
      baseUrl: model.url,
      apiKey: null,
      name: 'a-model',
      idleTimeout: 20_000,
      clock: NO_WAITING,
    });
    hub = await openTestHub({ provider });
    const [first, second] = [hub.addAgent(socrates), hub.addAgent(plato)];
    let threadId = (await hub.call<Json>('/threads', {})).body.id;
    const statuses: string[] = [];
    for (let number = 1; number <= 12; number++) {
      const question = `Question ${number}: what is virtue?`;
      const special: Record<number, ModelAnswer> = {
        3: answer(''),
        5: refuseWith(400, { error: { message: 'The model is broken.' } }),
        7: stallAfter(frame(chunk({ content: 'I was about to' }))),
      };
      model.answerWith(serverWith(rule, special[number] ?? answer(`Answer ${number}.`)));
      if (number % 4 === 0) {
        statuses.push(await turnElsewhere(threadId, question));
        continue;
      }
      const { id, ended } = await turn(threadId, number === 6 || number === 10 ? second : first, question);
      if (number === 7) {
        await hub.untilLogged(id, 'I was about to');
        await hub.call(`/threads/${threadId}/runs/${id}/cancel`, {});
      }
      await ended;
      statuses.push(await statusOf(threadId, id));
      if (number === 9) {
        // Edits the question: the new version is a copy of the thread before it, with other words.
        const { body } = await hub.call<Json>(`/threads/${threadId}/messages?order=desc&limit=100`);
        const asked = body.data.find(({ content }) => content[0]?.text.value === question)!;
        const copy = await hub.call<Json>(`/threads/${threadId}/fork`, {
          before_message_id: asked.id,
          as_version: true,
        });
        threadId = copy.body.id;
        const edited = await turn(threadId, first, `${question} In other words.`);
        await edited.ended;
        statuses.push(`edited: ${await statusOf(threadId, edited.id)}`);
      }
    }
    const expected: Record<number, string> = { 5: 'failed', 7: 'cancelled' };
    const answered = Array.from({ length: 12 }, (_item, at) => expected[at + 1] ?? 'completed');
    answered.splice(9, 0, 'edited: completed');
    expect(statuses.map((status, at) => (at === 2 ? 'completed' : status))).toEqual(answered); // another test covers the ending of an empty answer
  });
});
