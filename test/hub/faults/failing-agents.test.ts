import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../../src/protocol/run.ts';
import { createHubClient, deltaText, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { ChunkLimit, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { hasPython } from '../../support/python.ts';

interface FailingAgent {
  file: 'agent.ts' | 'agent.py';
  code: string;
  /** Part of the run's error. Without one, the agent continues until its run is cancelled. */
  reason?: string;
}

/** An agent in TypeScript that does this, and then waits forever. */
function typescript(body: string, reason?: string): FailingAgent {
  const code = `
import { EventEmitter } from 'node:events';
import { closeSync, writeSync } from 'node:fs';
export default async (env) => {
  ${body}
  await new Promise(() => {});
};`;
  return { file: 'agent.ts', code, ...(reason !== undefined && { reason }) };
}

function python(code: string, reason?: string): FailingAgent {
  return { file: 'agent.py', code, ...(reason !== undefined && { reason }) };
}

const THREAD = 'import threading\nthreading.Thread(target=lambda: 1 / 0).start()\n';

/** The agents by name. */
const FAILING: Record<string, FailingAgent> = {
  'throws in a timer': typescript(
    "setTimeout(() => { throw new Error('late'); }, 50);",
    'uncaught error: late (agent.ts:5)',
  ),
  'leaves a rejection to nobody': typescript(
    "void Promise.reject(new Error('stray'));",
    'unhandled rejection: stray (agent.ts:5)',
  ),
  'emits an error that nobody listens for': typescript(
    "setImmediate(() => new EventEmitter().emit('error', new Error('unheard')));",
    'uncaught error: unheard',
  ),
  leaves: typescript('process.exit(1);', 'exited with status 1'),
  leaks: typescript('const kept = []; for (;;) kept.push(new Array(1000).fill(Math.random()));', 'memory'),
  'writes rubbish': typescript("writeSync(3, 'rubbish\\n');", 'an invalid frame'),
  'closes its channel': typescript('closeSync(3);', 'closed the channel'),
  spins: typescript('for (;;);'),
  'never yields its turn': typescript('for (;;) await null;'),
  'floods its output': typescript("for (;;) console.log('x'.repeat(1000));"),
  'raises, in Python': python('raise ValueError("no luck")', 'ValueError: no luck'),
  'raises in a thread, and leaves, in Python': python(`${THREAD}raise SystemExit("no luck")`, 'no luck'),
  'leaves, in Python': python('import os\nos._exit(7)', 'exited with status 7'),
  'spins, in Python': python('while True: pass'),
  'floods its output, in Python': python('while True: print("x" * 1000)'),
};

const BYSTANDER = `
export default async (env) => {
  await env.addReply(env.completion(await env.listMessages(), { stream: true }));
};`;
const TEXT = Array.from({ length: 200 }, (_, at) => `word${at} `).join('');

/** The id of the agent with this name. */
const idOf = (name: string) => `test/${name.replaceAll(/\W+/g, '-')}/1.0.0`;

let folder: string;
let model: ModelServer;
let hub: HubProcess;

async function writeAgent(name: string, file: string, code: string): Promise<void> {
  const [namespace = '', own = '', version = ''] = idOf(name).split('/');
  const place = join(folder, namespace, own, version);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, file), code);
  await writeFile(join(place, 'metadata.json'), JSON.stringify({ name: own, version }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-test-'));
  await writeAgent('bystander', 'agent.ts', BYSTANDER);
  for (const [name, { file, code }] of Object.entries(FAILING)) await writeAgent(name, file, code);
  model = await startModelServer(streamText(TEXT));
  hub = await startHub({ AGENTS_DIR: folder, MODEL_BASE_URL: model.url, MODEL_NAME: 'm' });
});
afterAll(async () => {
  await hub?.stop();
  await model?.stop();
  await rm(folder, { recursive: true, force: true });
});

type Client = ReturnType<typeof createHubClient>;

/** Reads a run to its end. */
async function readToEnd(
  client: Client,
  { thread_id: threadId, id }: Run,
  onEvent?: (event: RecordedEvent) => void,
) {
  const events: RecordedEvent[] = [];
  for await (const event of client.events(threadId, id)) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}

/** Cancels a run, again if the hub could not be reached. */
async function cancel({ thread_id: threadId, id }: Run): Promise<void> {
  await fetch(`${hub.url}/v1/threads/${threadId}/runs/${id}/cancel`, { method: 'POST' });
}

describe('an agent', () => {
  it.each(Object.entries(FAILING))(
    'that %s ends its own run alone, and another streams to its end',
    async (name, { file, reason }) => {
      if (file === 'agent.py' && !hasPython) return;
      const client = createHubClient(hub.url);
      const limit = new ChunkLimit(3);
      model.answerWith(streamText(TEXT, { limit, perSecond: 2_000 }));
      const beside = await client.ask(idOf('bystander'), 'What is virtue?');
      let onDelta!: () => void;
      const streams = new Promise<void>((resolve) => (onDelta = resolve));
      const besideEvents = readToEnd(
        client,
        beside,
        ({ event }) => event === 'thread.message.delta' && onDelta(),
      );
      await streams;

      const failing = await client.ask(idOf(name), 'What is virtue?');
      limit.raise(100); // this run streams while the other fails
      let isAsked = false;
      await readToEnd(client, failing, ({ event }) => {
        if (reason !== undefined || isAsked || !/in_progress|output/.test(event)) return;
        isAsked = true;
        void cancel(failing);
      });
      const ended = await client.run(failing.thread_id, failing.id);
      expect(ended.status).toBe(reason === undefined ? 'cancelled' : 'failed');
      if (reason !== undefined) expect(ended.last_error?.message).toContain(reason);

      limit.raise();
      const events = await besideEvents;
      expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => `1-${at + 1}`));
      expect(events.map(deltaText).join('')).toBe(TEXT);
      expect((await client.run(beside.thread_id, beside.id)).status).toBe('completed');
    },
  );

  it('in an endless loop is ended by the timeout of its run, in either language', async () => {
    const timed = await startHub({ AGENTS_DIR: folder, RUN_TIMEOUT_SECONDS: '2' });
    try {
      const client = createHubClient(timed.url);
      const names = ['spins', ...(hasPython ? ['spins, in Python'] : [])];
      await Promise.all(
        names.map(async (name) => {
          const run = await client.ask(idOf(name), 'What is virtue?');
          await readToEnd(client, run);
          expect((await client.run(run.thread_id, run.id)).status).toBe('expired');
        }),
      );
      const { code } = await timed.kill('SIGTERM'); // nothing keeps the hub from closing
      expect(code).toBe(0);
    } finally {
      await timed.stop();
    }
  });
});
