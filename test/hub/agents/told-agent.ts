import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { TestHub } from '../../support/test-hub.ts';

/** Does as it is told: the last message of its thread is its code, which prints JSON. */
const CODE = `
import json, logging, os
from nearai.agents.environment import Environment, ThreadMode, RunMode
exec(compile(env.get_last_message()["content"], "told.py", "exec"), globals())
`;

/** An agent in Python that a test tells what to do, on a hub of its own. */
export interface ToldAgent {
  readonly id: string;
  /** A new thread. */
  thread(): Promise<string>;
  /** Runs this code on a thread, to the end; gives the lines that it printed and that are JSON, and how the run ended. */
  run(thread: string, code: string): Promise<ToldRun>;
  /** The one line of JSON that this code prints, in a run that completes. */
  printed(thread: string, code: string): Promise<unknown>;
}

/** How a run ended. */
export interface ToldRun {
  id: string;
  status: string;
  /** What it failed of. */
  error: string | null;
  printed: unknown[];
  /** All that it wrote. */
  output: string;
}

/** The folder of the agent, which goes when the test has finished. */
async function writeAgent(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...files, 'agent.py': CODE })) {
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** @param files what its folder holds besides its code */
export async function createToldAgent(hub: TestHub, files: Record<string, string> = {}): Promise<ToldAgent> {
  const id = hub.addPythonAgent(await writeAgent(files));

  async function run(thread: string, code: string): Promise<ToldRun> {
    const { body } = await hub.call<{ id: string }>(`/threads/${thread}/runs`, {
      assistant_id: id,
      additional_messages: [{ role: 'user', content: code }],
    });
    const events = await hub.events(`/threads/${thread}/stream/${body.id}`);
    const outputs = events.filter(({ event }) => event === 'hub.agent.output');
    const output = outputs.map(({ data }) => data['text']).join('');
    const ended = events.at(-1)!.data as unknown as {
      status: string;
      last_error: { message: string } | null;
    };
    return {
      id: body.id,
      status: ended.status,
      error: ended.last_error?.message ?? null,
      printed: output.split('\n').flatMap(asJson),
      output,
    };
  }

  return {
    id,
    async thread() {
      return (await hub.call<{ id: string }>('/threads', {})).body.id;
    },
    run,
    async printed(thread, code) {
      const ended = await run(thread, code);
      expect(ended).toMatchObject({ status: 'completed', error: null });
      return ended.printed[0];
    },
  };
}

function asJson(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return []; // what else is written
  }
}
