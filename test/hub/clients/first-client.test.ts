import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { EventSource as EventSource4 } from 'eventsource-4';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAgents } from '../../../src/hub/agents/agent-catalog.ts';
import { hasPython } from '../../support/python.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

/**
 * The agent, its metadata (with the missing braces) and the page's function, exactly as in
 * https://github.com/nearai/nearai/blob/main/docs/agents/agent-streaming.md (MIT).
 */
const FOLDER = fileURLToPath(new URL('../../fixtures/first-agent', import.meta.url));
const PERSONAS = ['respond as though you were Socrates', 'Now, respond as though you were Plato'];
const ANSWERS = ['I know that I know nothing. 🏛️', 'He does, and says so.'];

/** What the page's function uses of the component in which it is defined. */
const USED = [
  'EventSource',
  'console',
  'setIsStreaming',
  'setStreamingText',
  'setStreamingTextLatestChunk',
  'setStream',
  'stopStreaming',
];

type StartStreaming = (threadId: string, runId: string) => () => void;

let hub: TestHub;
let makeStartStreaming: (...used: unknown[]) => StartStreaming;

beforeAll(async () => {
  hub = await openTestHub();
  const source = await readFile(`${FOLDER}/start-streaming.txt`, 'utf8');
  const { code } = await transformWithOxc(source, 'start-streaming.ts');
  makeStartStreaming = compileFunction(`${code}\nreturn startStreaming;`, USED) as typeof makeStartStreaming;
});
afterAll(() => hub.close());

/** Runs the page's function, and returns the texts that it showed, each at its last state. */
async function showStream(threadId: string, runId: string): Promise<string[]> {
  class HubEventSource extends EventSource4 {
    constructor(path: string) {
      super(hub.url + path);
    }
  }
  const shown: string[] = [];
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const startStreaming = makeStartStreaming(
      HubEventSource,
      { log: (_: string, error: unknown) => reject(new Error('The stream was lost.', { cause: error })) },
      () => {},
      (next: string | ((before: string) => string)) => {
        if (next === '') shown.push(text);
        text = typeof next === 'string' ? next : next(text);
      },
      () => {},
      () => {},
      (source: EventSource4) => {
        source.close();
        resolve();
      },
    );
    startStreaming(threadId, runId);
  });
  return shown;
}

describe.skipIf(!hasPython)('the first agent and the first page of this protocol', () => {
  it('run unchanged: two personas answer, and are shown while they stream', async () => {
    const id = hub.addPythonAgent(FOLDER);
    const { body: run } = await hub.call<{ id: string; thread_id: string }>('/threads/runs', {
      assistant_id: id,
      thread: { messages: [{ role: 'user', content: 'What is virtue?' }] },
    });
    const showing = showStream(run.thread_id, run.id);
    for (const [at, persona] of PERSONAS.entries()) {
      const completion = await hub.provider.nextCompletion();
      const question = { role: 'user', content: 'What is virtue?' };
      expect(completion.request.messages).toMatchObject([{ role: 'system', content: persona }, question]);
      completion.push(...ANSWERS[at]!.split(/(?<= )/));
      completion.end();
    }
    expect(await showing).toEqual(ANSWERS);
    const { body: ended } = await hub.call(`/threads/${run.thread_id}/runs/${run.id}`);
    expect(ended).toMatchObject({ status: 'requires_action' });
  });

  it('have metadata that is accepted unchanged', async () => {
    const problems: string[] = [];
    const report = (id: string, problem: string) => void problems.push(`${id}: ${problem}`);
    const agents = await readAgents([FOLDER], { onBadAgent: report, onMistake: report });
    expect(problems).toEqual([]);
    const [agent] = agents.list();
    const metadata = JSON.parse(await readFile(`${FOLDER}/metadata.json`, 'utf8')) as object;
    expect(agent).toMatchObject({ id: 'local/streaming-example/0.0.3', kind: 'python', metadata });
  });
});
