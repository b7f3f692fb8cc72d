import { expect } from 'vitest';
import type { ReceivedEvent } from '../../support/read-events.ts';
import type { TestHub } from '../../support/test-hub.ts';
import { writePythonAgent } from './run-python.ts';

/** Runs the last message of its thread as code, which prints JSON. */
const CODE = `
import json, logging, os
from nearai.agents.environment import Environment, ThreadMode, RunMode
exec(compile(env.get_last_message()["content"], "code.py", "exec"), globals())
`;

/** A Python agent that runs code of the test. */
export interface CodeAgent {
  readonly id: string;
  /** A new thread. */
  thread(): Promise<string>;
  /** Runs code on a thread until the run ends. Returns the end of the run, and the printed lines of JSON. */
  run(thread: string, code: string): Promise<CodeRun>;
  /** Runs code that prints one line of JSON, in a run that completes, and returns that value. */
  printed(thread: string, code: string): Promise<unknown>;
}

/** The end of a run. */
export interface CodeRun {
  id: string;
  status: string;
  /** The reason why it failed; null if it succeeded. */
  error: string | null;
  printed: unknown[];
  /** Its whole output. */
  output: string;
}

/** @param files further files of the agent's folder */
export async function createCodeAgent(hub: TestHub, files: Record<string, string> = {}): Promise<CodeAgent> {
  const id = hub.addPythonAgent(await writePythonAgent(CODE, files));

  async function run(thread: string, code: string): Promise<CodeRun> {
    const { body } = await hub.call<{ id: string }>(`/threads/${thread}/runs`, {
      assistant_id: id,
      additional_messages: [{ role: 'user', content: code }],
    });
    const events = await hub.events(`/threads/${thread}/stream/${body.id}`);
    const output = outputIn(events);
    const ended = events.at(-1)!.data as unknown as {
      status: string;
      last_error: { message: string } | null;
    };
    return {
      id: body.id,
      status: ended.status,
      error: ended.last_error?.message ?? null,
      printed: jsonIn(output),
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

/** The lines of JSON in a run's output, from the events of its stream. */
export function printedIn(events: readonly ReceivedEvent[]): unknown[] {
  return jsonIn(outputIn(events));
}

function outputIn(events: readonly ReceivedEvent[]): string {
  const outputs = events.filter(({ event }) => event === 'hub.agent.output');
  return outputs.map(({ data }) => data['text']).join('');
}

function jsonIn(output: string): unknown[] {
  return output.split('\n').flatMap(asJson);
}

function asJson(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return []; // other output
  }
}
