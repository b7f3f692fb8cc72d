import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentMetadataSchema } from '../../../src/protocol/assistant.ts';
import { chunkOf, openStream, sendJson, startFakeHub, type FakeHub } from './fake-hub.ts';
import { runPython, writePythonAgent } from './run-python.ts';
import { hasPython } from '../../support/python.ts';

const metadata = agentMetadataSchema.parse({
  name: 'guide',
  version: '1.0.0',
  details: { agent: { defaults: { model: 'a-model', model_max_tokens: 4000, model_temperature: 0.5 } } },
});

let hub: FakeHub;

beforeEach(async () => {
  hub = await startFakeHub();
});

afterEach(() => hub.close());

async function run(code: string) {
  return runPython({ folder: await writePythonAgent(code), metadata, hubUrl: hub.url });
}

/** A line of the agent's output, parsed as JSON. */
async function printed(code: string): Promise<unknown> {
  const { failure, stdout } = await run(`import json\n${code}`);
  expect(failure).toBeNull();
  return JSON.parse(stdout);
}

describe.skipIf(!hasPython)('a streaming completion', () => {
  it('can be iterated inside its own loop, then again, and then be added as a reply', async () => {
    const texts = await printed(`
stream = env.completion([], stream=True)
inner = []
for event in stream:
    for _index, chunk in enumerate(stream):
        inner.append(json.dumps(chunk.model_dump()))
again = [chunk.choices[0].delta.content for chunk in stream]
env.add_reply(stream)
print(json.dumps([len(inner), again, str(stream)]))
`);
    expect(texts).toEqual([3, [null, 'Know ', 'thyself.', null], 'Know thyself.']);
    expect(hub.replies()).toMatchObject([{ content: 'Know thyself.' }]);
  });

  it('is replaced by a text with its message id', async () => {
    const { failure } = await run(`
stream = env.completion([], stream=True)
env.add_reply(stream.text().upper(), message_id=stream.message_id)
`);
    expect(failure).toBeNull();
    const message_id = hub.completions()[0]!.headers['message_id'];
    expect(hub.replies()).toMatchObject([{ content: 'KNOW THYSELF.', message_id }]);
  });

  it('has chunks that can be read as objects, as dictionaries and as JSON', async () => {
    const seen = await printed(`
chunk = next(env.completion([], stream=True))
choice = chunk.choices[0]
print(json.dumps([choice.delta.role, choice.delta.content, chunk["id"], choice.finish_reason,
                  hasattr(choice, "message"), chunk.model_dump() == json.loads(chunk.model_dump_json())]))
`);
    expect(seen).toEqual(['assistant', null, 'chatcmpl-1', null, false, true]);
  });

  it.each([
    ['breaks off', chunkOf({ content: 'Know' }), 'The answer of the hub is incomplete.'],
    ['carries an error', 'data: {"error":{"message":"The model is tired."}}\n\n', 'The model is tired.'],
  ])('that %s fails the run, whether or not it is read', async (_, sent, message) => {
    hub.answer = (response) => {
      openStream(response);
      response.end(sent);
    };
    for (const code of [
      'env.completion([], stream=True)',
      'env.add_reply(env.completion([], stream=True))',
    ]) {
      expect((await run(code)).failure).toBe(`nearai.hub.HubError: ${message}`);
    }
    expect(hub.replies()).toEqual([]);
  });

  it('does not fail a run whose agent handled the error', async () => {
    hub.answer = (response) => sendJson(response, 503, { error: { message: 'Come back later.' } });
    const said = await printed(`
try:
    env.completion([], stream=True)
except Exception as error:
    print(json.dumps(str(error)))
`);
    expect(said).toBe('Come back later.');
  });
});

describe.skipIf(!hasPython)('a completion in one piece', () => {
  beforeEach(() => {
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }];
    hub.answer = (response) =>
      sendJson(response, 200, { id: 'chatcmpl-2', choices, usage: { total_tokens: 3 } });
  });

  it('returns the text, and sends the agent’s parameters', async () => {
    const text = await printed(`
messages = env.list_messages()
print(json.dumps(env.completion(messages, "fireworks::big-model", temperature=0, top_p=0.9)))
`);
    expect(text).toBe('Yes.');
    expect(hub.completions()[0]?.body).toEqual({
      model: 'big-model',
      max_tokens: 4000,
      temperature: 0,
      top_p: 0.9,
      stream: false,
      messages: [{ role: 'user', content: 'What is virtue?' }],
    });
    expect(hub.completions()[0]?.headers).not.toHaveProperty('message_id');
  });

  it.each([
    ['declines', { content: null, refusal: 'No, thanks.' }, 'No, thanks.'],
    ['answers without a text', { content: '' }, ''],
    ['answers with nothing', { content: null }, ''],
  ])('of a model that %s can be added as a reply', async (_, message, text) => {
    hub.answer = (response) =>
      sendJson(response, 200, { choices: [{ index: 0, message, finish_reason: 'stop' }] });
    const { failure } = await run('env.add_reply(env.completion([]))');
    expect(failure).toBeNull();
    expect(hub.replies()).toMatchObject([{ content: text }]);
  });

  it("returns the server's whole answer, from the run's model", async () => {
    hub.run = { ...hub.run, model: 'the-runs-model' };
    const seen = await printed(`
answer = env.completions([])
print(json.dumps([answer.choices[0].message.content, answer.usage.total_tokens]))
`);
    expect(seen).toEqual(['Yes.', 3]);
    expect(hub.completions()[0]?.body).toMatchObject({ model: 'the-runs-model' });
  });
});
