import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/protocol/message.ts';
import { createHubClient } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { answerJson, chunk, frame, neverAnswer, sendStream } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelServer } from '../../support/model-server.ts';
import { hasPython } from '../../support/python.ts';

/** Agents by name. */
const AGENTS = {
  streams: 'env.add_reply(env.completion(env.list_messages(), stream=True))',
  waits: 'env.add_reply(env.completion(env.list_messages()))',
  edits: `
stream = env.completion(env.list_messages(), stream=True)
env.add_reply(stream.text().upper(), message_id=stream.message_id)`,
  fails: `
env.completion(env.list_messages(), stream=True).text()
raise ValueError("out of ink")`,
};

type Agent = keyof typeof AGENTS;

let folder: string;
let model: ModelServer;
let hub: HubProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  for (const [name, code] of Object.entries(AGENTS)) {
    const place = join(folder, 'test', name, '1.0.0');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'agent.py'), code);
    await writeFile(join(place, 'metadata.json'), JSON.stringify({ name, version: '1.0.0' }));
  }
  model = await startModelServer(neverAnswer());
  hub = await startHub({
    AGENTS_DIR: folder,
    MODEL_BASE_URL: model.url,
    MODEL_NAME: 'm',
    MODEL_TITLES: 'off',
  });
});
afterAll(async () => {
  await hub?.stop();
  await model?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  message: { content: string | null; refusal?: string };
  finish: string;
}

const WHOLE: Answer = { message: { content: 'It is so.' }, finish: 'stop' };
const CUT: Answer = { message: { content: 'It is' }, finish: 'length' };
const FILTERED: Answer = { message: { content: 'It' }, finish: 'content_filter' };
const REFUSED: Answer = { message: { content: null, refusal: 'I cannot.' }, finish: 'stop' };
const EMPTY: Answer = { message: { content: '' }, finish: 'stop' };

function asked({ message, finish }: Answer, isStreamed: boolean): ModelAnswer {
  if (!isStreamed) return answerJson({ choices: [{ index: 0, message, finish_reason: finish }] });
  return sendStream(frame(chunk(message)) + frame(chunk({}, finish)) + frame('[DONE]'));
}

type Run = [status: string, reason: string | null];
type Reply = [text: string, reason: string | null];

describe.skipIf(!hasPython)('the run of a Python agent', () => {
  it.each<[Agent, string, Answer, Run, Reply[]]>([
    ['streams', 'is whole', WHOLE, ['completed', null], [['It is so.', null]]],
    ['streams', 'is cut', CUT, ['incomplete', 'max_completion_tokens'], [['It is', 'max_tokens']]],
    ['streams', 'is filtered', FILTERED, ['incomplete', 'content_filter'], [['It', 'content_filter']]],
    ['streams', 'is a refusal', REFUSED, ['incomplete', 'refusal'], [['I cannot.', 'refusal']]],
    ['streams', 'is empty', EMPTY, ['incomplete', 'empty'], []],
    ['waits', 'is whole', WHOLE, ['completed', null], [['It is so.', null]]],
    ['waits', 'is cut', CUT, ['incomplete', 'max_completion_tokens'], [['It is', 'max_tokens']]],
    ['waits', 'is filtered', FILTERED, ['incomplete', 'content_filter'], [['It', 'content_filter']]],
    ['waits', 'is a refusal', REFUSED, ['incomplete', 'refusal'], [['I cannot.', 'refusal']]],
    ['waits', 'is empty', EMPTY, ['incomplete', 'empty'], []],
    ['edits', 'is whole', WHOLE, ['completed', null], [['IT IS SO.', null]]],
    ['edits', 'is cut', CUT, ['incomplete', 'max_completion_tokens'], [['IT IS', 'max_tokens']]],
    ['fails', 'is whole', WHOLE, ['failed', null], [['It is so.', 'run_failed']]],
  ])('that %s ends like its answer, which %s', async (agent, _, answer, ending, replies) => {
    model.answerWith(asked(answer, agent !== 'waits'));
    const client = createHubClient(hub.url);
    const { thread_id: threadId, id } = await client.ask(`test/${agent}/1.0.0`, 'What is virtue?');
    const events: string[] = [];
    for await (const { event, data } of client.events(threadId, id)) events.push(`${event} ${data}`);
    const run = await client.run(threadId, id);
    expect([run.status, run.incomplete_details?.reason ?? null]).toEqual(ending);
    const messages = (await client.messages(threadId)).slice(1);
    const told = messages.map((message) => [
      textOf(message.content),
      message.incomplete_details?.reason ?? null,
    ]);
    expect(told).toEqual(replies);
    // No stream was replaced by a message with another id.
    const opened = events.filter((event) => event.startsWith('thread.message.created'));
    expect(opened).toHaveLength(agent === 'waits' ? replies.length : 1);
  });
});
