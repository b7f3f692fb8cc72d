import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAX_CHILD_DEPTH, MAX_CHILD_RUNS } from '../../../src/hub/runner/execution/child-runs.ts';
import { textOf, type Message } from '../../../src/protocol/message.ts';
import { isActive, type Run } from '../../../src/protocol/run.ts';
import type { Thread } from '../../../src/protocol/thread.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';
import { createCodeAgent, printedIn, type CodeAgent } from './code-agent.ts';

let hub: TestHub;
let agent: CodeAgent;

beforeAll(async () => {
  hub = await openTestHub({ mayExecute: true });
});
afterAll(() => hub.close());
beforeEach(async () => {
  agent = await createCodeAgent(hub);
});

async function runsOf(thread: string): Promise<Run[]> {
  return (await hub.call<{ data: Run[] }>(`/threads/${thread}/runs?order=asc`)).body.data;
}

/** The runs of a thread, when that many have ended. */
async function endedRuns(thread: string, count: number): Promise<Run[]> {
  for (;;) {
    const runs = await runsOf(thread);
    const pending = runs.find(({ status }) => isActive(status));
    if (pending) await hub.events(`/threads/${thread}/stream/${pending.id}`);
    else if (runs.length >= count) return runs;
    else await new Promise((resolve) => setImmediate(resolve)); // it is about to start
  }
}

async function said(thread: string): Promise<string[]> {
  const { body } = await hub.call<{ data: Message[] }>(
    `/threads/${thread}/messages?order=asc&include_subthreads=false&limit=100`,
  );
  return body.data.map(({ role, content }) => `${role}: ${textOf(content)}`);
}

/** An agent that replies with the messages of its thread. */
function addEcho(): string {
  return hub.addAgent(async (env) => {
    const messages = await env.listMessages();
    await env.addReply(`heard ${messages.map(({ content }) => content).join(' | ')}`);
  });
}

describe.skipIf(!hasPython)('a Python agent that runs another one', () => {
  it('can do so on a copy or a child of its thread, and read the replies', async () => {
    const echo = addEcho();
    const thread = await agent.thread();
    const code = `
import time
env.write_file("note.txt", "for both")
def heard(thread):
    while True:
        messages = env.list_messages(thread)
        if messages and messages[-1]["role"] == "assistant": return [message["content"] for message in messages]
        time.sleep(0.01)
fork = env.run_agent("${echo}", query="What is virtue?")
child = env.run_agent("${echo}", "What is it not?", ThreadMode.CHILD, RunMode.SIMPLE)
older = env.run_agent("test", "${echo.split('/')[1]}", "1.0.0", query="And before?", fork_thread=True)
named = env.run_agent("${echo}", query="By name?", thread_mode="child")
got = [heard(each)[-1].split(" | ")[-1] for each in (fork, child, older, named)]
env.add_reply("seen", thread_id=child)
print(json.dumps([got, env.get_thread(child).metadata.get("parent_id"), env.get_thread().metadata.get("parent_id"),
                  env.list_files_from_thread(thread_id=fork)[0].filename, env.list_files_from_thread(thread_id=child),
                  fork, child]))`;
    const seen = (await agent.printed(thread, code)) as [string[], string, null, string, [], string, string];
    const [got, parent, own, file, files, fork, child] = seen;
    expect(got).toEqual(['What is virtue?', 'heard What is it not?', 'And before?', 'heard By name?']);
    expect([parent, own, file, files]).toEqual([thread, null, 'note.txt', []]);
    expect((await said(child)).slice(0, 2)).toEqual([
      'user: What is it not?',
      'assistant: heard What is it not?',
    ]);
    expect((await said(child)).at(-1)).toBe('assistant: seen');
    expect((await said(fork)).at(-1)).toMatch(/^assistant: heard .* \| What is virtue\?$/s);
    const { body: listed } = await hub.call<{ data: Thread[] }>('/threads');
    expect(listed.data.map(({ id }) => id)).toContain(fork);
    expect(listed.data.map(({ id }) => id)).not.toContain(child);
    expect(await said(thread)).toHaveLength(1); // its own message; none of the others' replies
  });

  it('is called back on the thread of the other one when that has ended, and replies to its own thread', async () => {
    const echo = addEcho();
    const thread = await agent.thread();
    const code = `
thread = env.get_thread()
parent = thread.metadata.get("parent_id")
if parent is None:
    print(json.dumps(env.run_agent("${echo}", ENV_CODE, ThreadMode.CHILD, RunMode.WITH_CALLBACK)))
    env.request_agent_input()`;
    const callback = `env.add_reply('so it was: ' + str(len(env.list_messages(parent_thread))), thread_id=parent_thread)`;
    // When the agent is called back, it runs the query, which is the last message from a person.
    const query = `parent_thread = env.get_thread().metadata["parent_id"]\n${callback}`;
    const { status, printed } = await agent.run(thread, code.replace('ENV_CODE', JSON.stringify(query)));
    expect(status).toBe('requires_action');
    const child = printed[0] as string;
    const [called, again] = await endedRuns(child, 2);
    expect([called, again]).toMatchObject([
      { assistant_id: echo, status: 'completed' },
      { assistant_id: agent.id, status: 'completed', last_error: null },
    ]);
    expect((await said(thread)).at(-1)).toBe('assistant: so it was: 1');
    const { body } = await hub.call<{ data: Message[] }>(
      `/threads/${thread}/messages?include_subthreads=false`,
    );
    expect(body.data[0]).toMatchObject({ role: 'assistant', assistant_id: agent.id, run_id: null });
  });

  it('can run it on its own thread, where it starts when its own run has ended', async () => {
    const echo = addEcho();
    const thread = await agent.thread();
    const same = await agent.printed(
      thread,
      `
same = env.run_agent("${echo}", thread_mode=ThreadMode.SAME)
try: env.run_agent("${echo}", query="as the person", thread_mode=ThreadMode.SAME)
except Exception as error: refused = str(error)
env.add_reply("over to you")
print(json.dumps([same, refused]))`,
    );
    expect(same).toEqual([
      thread,
      expect.stringContaining('On the same thread, a query would look like a message of the person'),
    ]);
    const [first, second] = await endedRuns(thread, 2);
    expect([first!.assistant_id, second!.assistant_id]).toEqual([agent.id, echo]);
    expect((await said(thread)).slice(1)).toEqual([
      'assistant: over to you',
      expect.stringMatching(/^assistant: heard .* \| over to you$/s),
    ]);
  });

  it('cannot reach threads of others, and gets an error for an agent or a mode that does not exist', async () => {
    const elsewhere = await agent.thread();
    const thread = await agent.thread();
    expect(
      await agent.printed(
        thread,
        `
def status(what):
    try: what()
    except Exception as error: return getattr(error, "status", type(error).__name__)
print(json.dumps([status(lambda: env.run_agent("no/such/agent")), status(lambda: env.list_messages("${elsewhere}")),
                  status(lambda: env.add_reply("x", thread_id="${elsewhere}")),
                  status(lambda: env.list_files_from_thread(thread_id="${elsewhere}")),
                  status(lambda: env.run_agent("a/b/c", thread_mode="sideways"))]))`,
      ),
    ).toEqual([404, 403, 403, 403, 'KeyError']);
    const { body: run } = await hub.call<{ id: string }>(`/threads/${thread}/runs`, {
      assistant_id: addEcho(),
    });
    const asked = await hub.call(`/threads/${thread}/runs/${run.id}/children`, { assistant_id: addEcho() });
    expect(asked).toMatchObject({
      status: 403,
      body: { error: { message: /requires the token of the run's agent/ } },
    });
  });

  it('can do so a limited number of times, nested and in total', async () => {
    const echo = addEcho();
    const thread = await agent.thread();
    const { printed } = await agent.run(
      thread,
      `
begun = 0
try:
    while True:
        env.run_agent("${echo}", query="again", thread_mode="child")
        begun += 1
except Exception as error:
    print(json.dumps([begun, str(error)]))`,
    );
    expect(printed).toEqual([
      [MAX_CHILD_RUNS, expect.stringContaining(`run at most ${MAX_CHILD_RUNS} other agents`)],
    ]);

    // Each agent runs itself, with its own code as the query.
    const loop = `
code = env.get_last_message()["content"]
try: print(json.dumps(env.run_agent("${agent.id}", query=code, thread_mode="fork")))
except Exception as error: print(json.dumps({"refused": str(error)}))`;
    let next = await agent.thread();
    const first = await agent.run(next, loop);
    next = first.printed[0] as string;
    for (let depth = 1; ; depth++) {
      const run = (await endedRuns(next, 1)).at(-1)!;
      const events = await hub.events(`/threads/${next}/stream/${run.id}`);
      const [line] = printedIn(events);
      if (typeof line === 'string') {
        next = line;
        continue;
      }
      expect([depth, line]).toEqual([
        MAX_CHILD_DEPTH,
        { refused: expect.stringContaining(`at most ${MAX_CHILD_DEPTH} levels deep`) },
      ]);
      break;
    }
  });

  it('cancels the runs that it has started when its own run is cancelled', async () => {
    const waiting = hub.addAgent(async (env) => {
      await env.addReply(env.completion([], { stream: true }));
    });
    const thread = await agent.thread();
    const { body: run } = await hub.call<{ id: string }>(`/threads/${thread}/runs`, {
      assistant_id: agent.id,
      additional_messages: [
        {
          role: 'user',
          content: `
child = env.run_agent("${waiting}", thread_mode="child", run_mode=RunMode.WITH_CALLBACK)
print(json.dumps(child), flush=True)
import signal
signal.pause()`,
        },
      ],
    });
    await hub.provider.nextCompletion();
    const { body: messages } = await hub.call<{ data: Message[] }>(`/threads/${thread}/messages`);
    expect(messages.data).toHaveLength(1);
    await hub.call(`/threads/${thread}/runs/${run.id}/cancel`, {});
    const events = await hub.events(`/threads/${thread}/stream/${run.id}`);
    const [child] = printedIn(events) as [string];
    expect(await endedRuns(child, 1)).toMatchObject([{ assistant_id: waiting, status: 'cancelled' }]);
  });
});

describe.skipIf(!hasPython)('the other methods of NEAR AI’s environment', () => {
  it('exist', async () => {
    const { body: account } = await hub.call<{ id: string }>('/account');
    const seen = await agent.printed(
      await agent.thread(),
      `
import sys
from nearai.agents.agent import Agent
from nearai.agents.environment import ChatCompletionMessageToolCall, RunMode as Second
from nearai.shared.models import ExpiresAfter, GitHubSource, RunMode as First, ThreadMode
assert First is Second and [mode.value for mode in ThreadMode] == [1, 2, 3] and First(1) is First.WITH_CALLBACK
before = env.get_next_actor()
env.set_next_actor("user")
done = env.exec_command("${"sh -c 'echo out; echo err >&2; exit 3'"}")
slow = env.exec_command("sleep 60")
absent = env.exec_command("/no/such/program")
assert env.list_terminal_commands() == [done, slow, absent]
print("half \\ud83d")
print("half \\ud83d", file=sys.stderr)
env.add_system_log("half \\ud83d")
env.add_reply("half \\ud83d")
print(json.dumps([before, env.get_next_actor(), env.account_id == env.signer_account_id == "${account.id}", env.user_auth,
                  env.get_model_for_inference("a::b"), env.get_model_for_inference(), env.tool_resources,
                  done, [slow["msg"], slow["returncode"]], absent["stderr"][:18],
                  GitHubSource(owner="o", repo="r").model_dump()]))`,
    );
    expect(seen).toEqual([
      'agent',
      'user',
      true,
      null,
      'a::b',
      '',
      {},
      {
        command: "sh -c 'echo out; echo err >&2; exit 3'",
        stdout: 'out\n',
        stderr: 'err\n',
        returncode: 3,
        msg: '',
      },
      ['Killing process due to timeout', -9],
      'Failed to execute:',
      { type: 'github', owner: 'o', repo: 'r', branch: 'main' },
    ]);
  });
});
