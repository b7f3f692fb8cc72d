import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHubClient } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';
import { processMemory } from '../../support/process-memory.ts';
import type { Answers, Target } from './abuser-client.ts';
import type { AbuserOrder } from './abuser.ts';
import { ABUSES, LONG_MESSAGE, type Abuse, type AbuseName } from './abuses.ts';
import { startChild, type Child } from './child.ts';
import { QUESTIONS } from './questions.ts';
import type { WitnessAnswer, WitnessOrder } from './witness.ts';

/** Maximum time without new text for the person, in milliseconds. The model sends a chunk every 20 ms. */
const LONGEST_SILENCE = 1_000;
/** Maximum growth of the hub's memory after each abuse, in bytes. */
const MORE_MEMORY = 100 * 2 ** 20;
/** Maximum time until its garbage is collected, and the interval of checks, in milliseconds. */
const COLLECTED = { timeout: 20_000, interval: 200 };
const AGENT = 'symposium/assistant/1.0.0';

const tokens = { ana: randomBytes(24).toString('hex'), ben: randomBytes(24).toString('hex') };

/** A hub, and the clients that use it at the same time. */
interface Scene {
  variables: Record<string, string>;
  person: string | null;
  abuser: string | null;
  by: Abuse['by'][];
}

const SCENES: [string, Scene][] = [
  [
    'a hub with tokens',
    {
      variables: { HUB_TOKENS: `ana:${tokens.ana},ben:${tokens.ben}` },
      person: tokens.ana,
      abuser: tokens.ben,
      by: ['account', 'stranger'],
    },
  ],
  [
    'a hub without tokens that allows many runs',
    { variables: { MAX_RUNS_PER_ACCOUNT: '50' }, person: null, abuser: null, by: ['anyone'] },
  ],
];

describe.each(SCENES)('the stream of a person who uses %s', (_, { variables, person, abuser, by }) => {
  let witness: Child<WitnessOrder, WitnessAnswer>;
  let hub: HubProcess;
  let target: Target;
  let memoryAtFirst: number;

  beforeAll(async () => {
    witness = startChild('witness.ts');
    const { modelUrl } = await witness.ask({ do: 'start the model' });
    hub = await startHub(
      {
        ...variables,
        AGENTS_DIR: fileURLToPath(new URL('agents', import.meta.url)),
        MODEL_BASE_URL: modelUrl,
        MODEL_NAME: 'test-model',
      },
      { collectsOnSignal: true },
    );
    target = { url: hub.url, token: abuser, agent: AGENT, ...(await prepare(abuser)) };
    await witness.ask({ do: 'ask', url: hub.url, hub: hub.pid, token: person, agent: AGENT });
    memoryAtFirst = await memory();
  });

  afterAll(async () => {
    await witness?.stop(); // first, because it reports a stream that ends as a failure
    await hub?.stop();
  });

  /** The data of the abuser on the hub. */
  async function prepare(token: string | null): Promise<Pick<Target, 'longRun' | 'longThread'>> {
    const client = createHubClient(hub.url, async () => (token ? { authorization: `Bearer ${token}` } : {}));
    const run = await client.ask(AGENT, QUESTIONS.atLength);
    for await (const event of client.events(run.thread_id, run.id)) void event; // to its end
    const messages = Array.from({ length: 12 }, () => ({ role: 'user', content: LONG_MESSAGE }));
    const longThread = await client.createThread(messages);
    return { longRun: `/v1/threads/${run.thread_id}/stream/${run.id}`, longThread };
  }

  async function memory(): Promise<number> {
    hub.signal('SIGUSR2');
    await fetch(`${hub.url}/health`); // answered after the garbage collection
    return (await processMemory(hub.pid)) ?? 0;
  }

  /** In a separate process, so that this one does not become busy. */
  async function commit(abuse: AbuseName, isSignedIn: boolean, signal: AbortSignal): Promise<Answers> {
    const child = startChild<AbuserOrder, Answers>('abuser.ts');
    const stop = () => void child.stop();
    signal.addEventListener('abort', stop);
    try {
      return await child.ask({ abuse, target: { ...target, token: isSignedIn ? target.token : null } });
    } finally {
      signal.removeEventListener('abort', stop);
      await child.stop();
    }
  }

  const abuses = (Object.keys(ABUSES) as AbuseName[]).filter((name) => by.includes(ABUSES[name].by));

  it.for(abuses)('continues during %s, and the hub frees its memory', async (name, { signal, annotate }) => {
    const abuse: Abuse = ABUSES[name];
    await witness.ask({ do: 'begin to measure' });
    const answers = await commit(name, abuse.by === 'account', signal);
    const { silence } = await witness.ask({ do: 'measure' });
    const figures = `${JSON.stringify(answers)}, silences in ms: ${JSON.stringify(silence)}`;
    expect(silence.hubs, figures).toBeLessThan(LONGEST_SILENCE);
    const statuses = Object.keys(answers).filter((status) => !abuse.perhaps?.includes(status));
    expect(statuses.toSorted(), figures).toEqual(abuse.statuses);
    await expect.poll(memory, COLLECTED).toBeLessThan(memoryAtFirst + MORE_MEMORY);
    await annotate(
      `${figures}, memory: ${inMegabytes(await memory())}, at first ${inMegabytes(memoryAtFirst)}`,
    );
  });
});

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
