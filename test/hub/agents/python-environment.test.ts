import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagePath } from '../../../src/hub/package-root.ts';
import { agentMetadataSchema } from '../../../src/protocol/assistant.ts';
import { RUN, startFakeHub, streamOf, THREAD, type FakeHub } from './fake-hub.ts';
import { runPython, TOKEN, writePythonAgent } from './run-python.ts';
import { hasPython } from '../../support/python.ts';

const EXAMPLE = packagePath('test/python/socrates-and-plato/0.0.3');
const example = agentMetadataSchema.parse(JSON.parse(await readFile(join(EXAMPLE, 'metadata.json'), 'utf8')));

let hub: FakeHub;

beforeEach(async () => {
  hub = await startFakeHub();
});

afterEach(() => hub.close());

async function run(code: string, files?: Record<string, string>) {
  const folder = await writePythonAgent(code, files);
  return runPython({ folder, metadata: example, hubUrl: hub.url, environment: { GREETING: 'Χαῖρε' } });
}

/** A line of the agent's output, parsed as JSON. */
async function printed(code: string, files?: Record<string, string>): Promise<unknown> {
  const { failure, stdout } = await run(`import json\n${code}`, files);
  expect(failure).toBeNull();
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}

describe.skipIf(!hasPython)('the documented example', () => {
  it('streams two completions, adds each as a message, and requests input', async () => {
    hub.run = { ...hub.run, instructions: 'Be brief.' };
    const answers = [streamOf('Know ', 'thyself.'), streamOf('Know the ', 'Good.')];
    hub.answer = (response, request) => answers.shift()?.(response, request);
    const { failure } = await runPython({ folder: EXAMPLE, metadata: example, hubUrl: hub.url });

    expect(failure).toBeNull();
    const conversation = [{ role: 'user', content: 'What is virtue?' }];
    const [socrates, plato] = hub.completions();
    expect(socrates?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      thread_id: THREAD,
      run_id: RUN,
      message_id: expect.stringMatching(/^msg_[\w-]{24}$/),
    });
    expect(socrates?.body).toEqual({
      stream: true,
      max_tokens: 4000,
      temperature: 0.5,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'system', content: 'Answer as Socrates would.' },
        ...conversation,
      ],
    });
    expect(plato?.body?.['messages']).toContainEqual({ role: 'system', content: 'Answer as Plato would.' });
    expect(plato?.headers['message_id']).not.toBe(socrates?.headers['message_id']);
    expect(hub.replies()).toMatchObject([
      {
        role: 'assistant',
        content: 'Know thyself.',
        run_id: RUN,
        message_id: socrates?.headers['message_id'],
      },
      { content: 'Know the Good.', message_id: plato?.headers['message_id'] },
    ]);
    expect(hub.requests.at(-1)).toMatchObject({
      path: `/v1/threads/${THREAD}/runs/${RUN}`,
      body: { status: 'requires_action' },
    });
  });
});

describe.skipIf(!hasPython)('the messages of the thread', () => {
  it('are those that the hub sends to a model, in either order', async () => {
    hub.messages = Array.from({ length: 249 }, (_, at) => ({
      id: `msg_${at}`,
      role: at % 2 ? ('assistant' as const) : ('user' as const),
      text: `text ${at}`,
    }));
    const seen = await printed(`
ids = [message["id"] for message in env.list_messages()]
newest = [message["content"] for message in env.list_messages(limit=2, order="desc")]
last = env.get_last_message()
print(json.dumps([len(ids), ids[:7], newest, last, env.get_last_message("nobody")]))
`);
    expect(seen).toEqual([
      249,
      ['msg_0', 'msg_1', 'msg_2', 'msg_3', 'msg_4', 'msg_5', 'msg_6'],
      ['text 248', 'text 247'],
      { id: 'msg_248', role: 'user', content: 'text 248', attachments: [] },
      null,
    ]);
    expect(hub.requests.every(({ query }) => query['conversation'] === 'true')).toBe(true);
  });

  it('can be added as text, with a type, and with the older method', async () => {
    const { failure } = await run(`
message = env.add_reply("Ναί · yes", message_type="note")
assert message.content == "Ναί · yes", message
env.add_message("user", "I said so", topic="virtue")
`);
    expect(failure).toBeNull();
    expect(hub.replies()).toEqual([
      { role: 'assistant', run_id: RUN, content: 'Ναί · yes', metadata: { message_type: 'note' } },
      { role: 'assistant', run_id: RUN, content: 'I said so', metadata: { topic: 'virtue' } },
    ]);
  });

  it('of another thread cannot be read: the hub’s error is raised', async () => {
    const { failure } = await run('env.add_reply("Hello", thread_id="thread_2")');
    expect(failure).toBe('nearai.hub.HubError: There is no /v1/threads/thread_2/messages.');
  });
});

describe.skipIf(!hasPython)('the environment of an agent', () => {
  it('has its variables, its own modules, and copies of its files in a folder that is removed', async () => {
    const seen = (await printed(
      `
import os
from inner.words import WORD
with open("notes.txt") as notes:
    note = notes.read()
open("scratch.txt", "w").write("gone afterwards")
print(json.dumps({
    "word": WORD, "note": note, "folder": os.getcwd(), "files": sorted(os.listdir(".")),
    "variables": env.env_vars, "greeting": os.environ["GREETING"],
    "agent": env.get_primary_agent().get_full_name(), "topic": env.get_thread().metadata.topic,
    "main": __name__, "base": env.base_url,
}))`,
      { 'inner/words.py': "WORD = 'λόγος'", 'notes.txt': 'a note', '.git/HEAD': 'ref' },
    )) as { folder: string };
    expect(seen).toMatchObject({
      word: 'λόγος',
      note: 'a note',
      files: ['agent.py', 'inner', 'notes.txt', 'scratch.txt'],
      variables: { PLACE: 'Athens', GREETING: 'Χαῖρε' },
      greeting: 'Χαῖρε',
      agent: 'acme/guide/1.0.0',
      topic: 'Virtue',
      main: '__main__',
      base: `${hub.url}/v1`,
    });
    await expect(readFile(join(seen.folder, 'agent.py'))).rejects.toThrow('ENOENT');
  });

  it('has an empty standard input', async () => {
    expect((await run('input("Your name? ")')).failure).toBe('EOFError: EOF when reading a line');
  });
});

describe.skipIf(!hasPython)('a client of the openai library', () => {
  it('uses the hub for the run, if the library is installed', async () => {
    const library = 'class OpenAI(dict): pass\nclass AsyncOpenAI(dict): pass\n';
    const seen = await printed(
      'kinds = [env.openai, env.async_openai]\nprint(json.dumps([[type(kind).__name__, kind] for kind in kinds]))',
      { 'openai.py': library },
    );
    const options = {
      base_url: `${hub.url}/v1`,
      api_key: TOKEN,
      default_headers: { thread_id: THREAD, run_id: RUN },
    };
    expect(seen).toEqual([
      ['OpenAI', options],
      ['AsyncOpenAI', options],
    ]);
  });
});

describe.skipIf(!hasPython)('the end of a run', () => {
  it('is set by the agent', async () => {
    const done = await printed(
      'before = env.is_done()\nenv.mark_done()\nprint(json.dumps([before, env.is_done()]))',
    );
    expect(done).toEqual([false, true]);
    expect(hub.requests.at(-1)?.body).toEqual({ status: 'completed' });
  });

  it('is a failure if the agent marks it as failed', async () => {
    expect((await run('env.mark_failed()')).failure).toBe(
      'RuntimeError: The agent marked its run as failed.',
    );
  });
});

describe.skipIf(!hasPython)('features that this hub does not have', () => {
  it('include commands, which return the same error as on NEAR AI’s hub without approval', async () => {
    expect(await printed('print("\\n" + json.dumps(env.exec_command("touch made")))')).toMatchObject({
      command: 'touch made',
      returncode: 999,
      stderr: expect.stringContaining('the operator of this hub allows it with AGENT_EXEC_COMMAND=on.'),
    });
  });

  it.each([
    ['env.upload_file("notes")', 'env.upload_file: files belong to threads on this hub. write_file()'],
    [
      'env.add_user_memory("x")',
      'env.add_user_memory: memories are not searched on this hub. save_agent_data()',
    ],
    ['env.add_reply("x", attachments=[{}])', 'env.add_reply(attachments=…): messages have no attachments'],
    ['env.find_agents()', 'env.find_agents: agents cannot search for or schedule agents on this hub.'],
    [
      'env.query_vector_store("vs_1", "x")',
      'env.query_vector_store: vector stores are not part of this hub. Put',
    ],
    ['env.set_near("a.near")', 'env.set_near: NEAR accounts and signatures are not part of this hub.'],
    [
      'env.signed_completion([])',
      'env.signed_completion: NEAR accounts and signatures are not part of this hub.',
    ],
    ['env.generate_image("x")', 'env.generate_image: this hub does not generate images. Request'],
    ['env.openai.chat.completions.create()', 'env.openai: the openai library is not installed. Add it'],
    ['env.hub_client.beta', "env.hub_client: agents cannot use the hub's internal clients."],
  ])('%s raises an error with an alternative', async (code, reason) => {
    const { failure } = await run(code);
    expect(failure).toContain(`NotImplementedError: ${reason}`);
  });
});
