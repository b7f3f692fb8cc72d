import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_WRITTEN } from '../../../src/hub/accounts/run-tokens.ts';
import { MAX_BYTES, MAX_KEYS } from '../../../src/hub/db/agent-data.ts';
import { agentData, files, threadFiles } from '../../../src/hub/db/agent-tables.ts';
import { vacuumAgentTables } from '../../../src/hub/db/agent-tables.ts';
import { KEPT_COPIES, MAX_ACCOUNT_FILE_BYTES } from '../../../src/hub/db/thread-files.ts';
import { MAX_VALUE_LENGTH } from '../../../src/protocol/agent-data.ts';
import { MAX_FILE_BYTES } from '../../../src/protocol/thread-file.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { createCodeAgent } from './code-agent.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

describe.skipIf(!hasPython)('the saved data of a Python agent', () => {
  it('is available in its later runs, in every thread of the account, and not to another agent', async () => {
    const agent = await createCodeAgent(hub);
    const nothing = { value: { none: true }, key: 'seen', updated_at: '', created_at: '' };
    expect(
      await agent.printed(
        await agent.thread(),
        `
first = env.get_agent_data_by_key("seen", {"none": True})
saved = env.save_agent_data("seen", {"count": 1, "half": "\\ud83d", "name": "λόγος"})
env.save_agent_data("a/b?c&d=ü ..", "text")
env.save_agent_data("..", ["list"])
env.save_agent_data("half \\ud83d", 1)
env.save_agent_data("seen", {"count": 2, "half": "\\ud83d", "name": "λόγος"})
print(json.dumps([first, saved["value"]["count"]]))`,
      ),
    ).toEqual([expect.objectContaining(nothing), 1]);
    const [seen, odd, dots, half, all, refused] = (await agent.printed(
      await agent.thread(),
      `
keys = ["seen", "a/b?c&d=ü ..", "..", "half \\ud83d"]
refused = [env.save_agent_data("large", {"text": "x" * ${MAX_VALUE_LENGTH}}), env.save_agent_data("", {}),
           env.save_agent_data("k" * 300, {}), env.get_agent_data_by_key("", "other")["value"]]
found = [env.get_agent_data_by_key(key) for key in keys]
print(json.dumps([*found, sorted(row["key"] for row in env.get_agent_data()), refused]))`,
    )) as Record<string, unknown>[];
    expect(seen).toMatchObject({
      namespace: 'test',
      name: agent.id.split('/')[1],
      key: 'seen',
      value: { count: 2, half: '\ud83d', name: 'λόγος' },
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect([odd?.['value'], dots?.['value'], half?.['value']]).toEqual(['text', ['list'], 1]);
    expect(all).toEqual(['..', 'a/b?c&d=ü ..', 'half ?', 'seen']);
    expect(refused).toEqual([null, null, null, 'other']);
    const other = await createCodeAgent(hub);
    expect(await other.printed(await other.thread(), 'print(json.dumps(env.get_agent_data()))')).toEqual([]);
  });

  it('is limited in number and size, with an error', async () => {
    const agent = await createCodeAgent(hub);
    const [namespace, name] = agent.id.split('/');
    const { body: account } = await hub.call<{ id: string }>('/account');
    const owner = { accountId: account.id, agent: `${namespace}/${name}` };
    const kept = (MAX_BYTES - 2.5 * MAX_VALUE_LENGTH) / MAX_KEYS;
    await hub.db.insert(agentData).values(
      Array.from({ length: MAX_KEYS }, (_, at) => ({
        ...owner,
        key: `key ${at}`,
        value: 'x'.repeat(kept - 20),
      })),
    );
    const { printed, output } = await agent.run(
      await agent.thread(),
      `
text = "x" * ${MAX_VALUE_LENGTH - 100}
saved = [env.save_agent_data("key %d" % at, text) is not None for at in (0, 1, 2, ${MAX_KEYS - 1}, ${MAX_KEYS})]
for at in range(2): env.save_agent_data("key %d" % at, "")
again = [env.save_agent_data("key %d" % at, text[1:]) is not None for at in (0, 2)]
print(json.dumps([saved, again]))`,
    );
    // There is room for two more large values that replace small ones, but not for another key.
    expect(printed).toEqual([
      [
        [true, true, false, false, false],
        [true, true],
      ],
    ]);
    expect(output).toContain('Overwrite values that it no longer needs.');
  });

  it('can only be read by its runs', async () => {
    for (const [method, body] of [
      ['GET', undefined],
      ['POST', { key: 'a', value: 1 }],
    ] as const) {
      const { status, body: answer } = await hub.call('/agent_data', body, method);
      expect([status, answer]).toMatchObject([403, { error: { message: /requires the token of a run/ } }]);
    }
  });
});

describe.skipIf(!hasPython)('the files of a thread', () => {
  it('are those that its agents have written, the newest first, and are copied with a fork', async () => {
    const agent = await createCodeAgent(hub, { 'own.txt': 'the agent’s', 'empty.txt': '' });
    const thread = await agent.thread();
    expect(
      await agent.printed(
        thread,
        `
env.write_file("notes/state.json", '{"turn": 1}')
env.write_file("notes/state.json", '{"turn": 2}', logging=False)
env.write_file("raw.bin", b"\\xff\\x00", filetype="application/octet-stream")
env.write_file("half.txt", "half \\ud83d", write_to_disk=False)
env.write_file("latin.txt", "é", encoding="latin-1")
print(json.dumps([open("notes/state.json").read(), sorted(env.list_files(".")), env.list_files("notes")]))`,
      ),
    ).toEqual([
      '{"turn": 2}',
      ['agent.py', 'empty.txt', 'latin.txt', 'notes', 'own.txt', 'raw.bin'],
      ['state.json'],
    ]);
    const read = `
files = env.list_files_from_thread()
raw = env.read_file("raw.bin", decode=None)
print(json.dumps([
    [[file.filename, file.bytes, file.object, file.purpose] for file in files],
    env.list_files_from_thread(order="asc")[0].filename,
    env.read_file("notes/state.json"), open("notes/state.json").read(),
    list(raw), env.read_file("half.txt"), env.read_file("latin.txt", decode="latin-1"),
    env.read_file("own.txt"), env.read_file("empty.txt"), env.read_file("nothing.txt"),
    env.read_file_by_id(files[-1].id), os.path.exists("nothing.txt"),
]))`;
    const inThread = await agent.printed(thread, read);
    expect(inThread).toEqual([
      [
        ['latin.txt', 1, 'file', 'assistants'],
        ['half.txt', 6, 'file', 'assistants'],
        ['raw.bin', 2, 'file', 'assistants'],
        ['notes/state.json', 11, 'file', 'assistants'],
        ['notes/state.json', 11, 'file', 'assistants'],
      ],
      'notes/state.json',
      '{"turn": 2}',
      '{"turn": 2}',
      [255, 0],
      'half ?',
      'é',
      'the agent’s',
      null,
      null,
      '{"turn": 1}',
      false,
    ]);
    const { body: fork } = await hub.call<{ id: string }>(`/threads/${thread}/fork`, {});
    expect(await agent.printed(fork.id, read)).toEqual(inThread);

    const { body: page } = await hub.call<{ data: { id: string }[] }>(
      `/threads/${thread}/messages?order=asc`,
    );
    const { body: earlier } = await hub.call<{ id: string }>(`/threads/${thread}/fork`, {
      before_message_id: page.data[0]!.id,
    });
    expect(await filesOf(earlier.id)).toEqual([]);
    await agent.printed(thread, 'env.write_file("late.txt", "written after the second message")');
    const { body: middle } = await hub.call<{ id: string }>(`/threads/${thread}/fork`, {
      up_to_message_id: page.data[1]!.id,
    });
    expect(await filesOf(middle.id)).toHaveLength(5);
    await hub.call(`/threads/${middle.id}`, undefined, 'DELETE');

    await hub.call(`/threads/${thread}`, undefined, 'DELETE');
    expect((await filesOf(fork.id)).length).toBe(5);
    await hub.call(`/threads/${fork.id}`, undefined, 'DELETE');
    expect(await hub.db.select({ name: files.name }).from(files)).toEqual([]);
  });

  it('can be downloaded by the person, and are never shown as pages of the hub', async () => {
    const agent = await createCodeAgent(hub);
    const thread = await agent.thread();
    await agent.printed(thread, 'env.write_file("page.html", "<h1>hello</h1>", filetype="text/html")');
    const [file] = await filesOf(thread);
    const { body } = await hub.call(`/threads/${thread}/files/${file!.id}`);
    expect(body).toMatchObject({ id: file!.id, filename: 'page.html', bytes: 14, object: 'file' });
    const response = await hub.request(`/threads/${thread}/files/${file!.id}/content`);
    expect(await response.text()).toBe('<h1>hello</h1>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const elsewhere = await agent.thread();
    for (const path of ['', '/content']) {
      expect((await hub.call(`/threads/${elsewhere}/files/${file!.id}${path}`)).status).toBe(404);
    }
  });

  it('are limited in size and number', async () => {
    await hub.call('/threads', undefined, 'DELETE');
    const agent = await createCodeAgent(hub);
    const thread = await agent.thread();
    const { body: account } = await hub.call<{ id: string }>('/account');
    const others = Array.from({ length: 990 }, (_, at) => ({
      id: `file_${at}`,
      accountId: account.id,
      name: `file ${at}`,
      contentType: 'text/plain',
      size: at === 0 ? MAX_ACCOUNT_FILE_BYTES - 3_500_000 : 0,
      content: Buffer.alloc(0),
    }));
    await hub.db.insert(files).values(others);
    await hub.db.insert(threadFiles).values(others.map(({ id: fileId }) => ({ threadId: thread, fileId })));
    const refusal = await agent.printed(
      thread,
      `
for at in range(12): env.write_file("state.json", str(at), write_to_disk=False)
kept = [env.read_file_by_id(file.id) for file in env.list_files_from_thread()[:6]]
def refusal(*arguments, **named):
    try:
        env.write_file(*arguments, write_to_disk=False, **named)
    except Exception as error:
        return str(error)
large = "x" * ${MAX_FILE_BYTES}
env.write_file("large", large, write_to_disk=False)
refused = [refusal("larger", large + "xx"), refusal("one more", large), refusal("n" * 300, ""),
           refusal("header", "", filetype="text/html\\r\\nset-cookie: a=b")]
small = [refusal("small %d" % at, "") for at in range(5)]
print(json.dumps([kept, small, *refused]))`,
    );
    const full = expect.stringContaining('can have at most 1000 files with 67108864 bytes in all');
    expect(refusal).toEqual([
      [...['11', '10', '9', '8', '7'].slice(0, KEPT_COPIES), ''],
      [null, null, null, null, full],
      expect.stringContaining(`'content': must be at most ${MAX_FILE_BYTES} bytes`),
      full,
      expect.stringContaining("'filename': must be at most 255 characters long"),
      expect.stringContaining("'content_type': must be a media type"),
    ]);
  });
});

describe('the data that one run writes', () => {
  it('is counted, even if it replaces the same file', async () => {
    await hub.call('/threads', undefined, 'DELETE');
    const { body: account } = await hub.call<{ id: string }>('/account');
    const { body: thread } = await hub.call<{ id: string }>('/threads', {});
    const holder = { accountId: account.id, threadId: thread.id, runId: 'run_1', agentId: 'a/b/1' };
    const { token } = hub.runTokens.issue(holder);
    const write = async (path: string, body: object) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await hub.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
      return [response.status, await response.json()];
    };
    const file = { filename: 'a.txt', content: Buffer.from('hello').toString('base64') };
    expect(hub.runTokens.find(token)!.spend(MAX_WRITTEN - 2_500)).toBe(true);
    expect(await write(`/threads/${thread.id}/files`, file)).toMatchObject([200, { bytes: 5 }]);
    expect(await write('/agent_data', { key: 'a', value: 1 })).toMatchObject([200, { value: 1 }]);
    const refusal = [400, { error: { code: 'too_much_written' } }];
    expect(await write(`/threads/${thread.id}/files`, file)).toMatchObject(refusal);
    expect(await write('/agent_data', { key: 'a', value: 2 })).toMatchObject(refusal);
    hub.runTokens.forget('run_1');
    expect(await write('/agent_data', { key: 'a', value: 3 })).toMatchObject([200, { value: 3 }]);
    await vacuumAgentTables(hub.db);
    expect(await filesOf(thread.id)).toHaveLength(1);
    await hub.call(`/threads/${thread.id}`, undefined, 'DELETE');
  });
});

async function filesOf(thread: string): Promise<{ id: string; filename: string }[]> {
  const { body } = await hub.call<{ data: { id: string; filename: string }[] }>(`/threads/${thread}/files`);
  return body.data;
}
