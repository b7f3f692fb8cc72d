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

/** How long a person may see nothing new at most, in milliseconds. The model sends them a chunk every 20. */
const LONGEST_SILENCE = 1_000;
/** How much more memory than at first the hub may hold after each abuse, in bytes. */
const MORE_MEMORY = 100 * 2 ** 20;
/** How long its garbage may take to be collected, and how often to look, in milliseconds. */
const COLLECTED = { timeout: 20_000, interval: 200 };
const AGENT = 'symposium/assistant/1.0.0';

const tokens = { ana: randomBytes(24).toString('hex'), ben: randomBytes(24).toString('hex') };

/** A hub, and who streams beside whom. */
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
    await witness?.stop(); // first, for a stream that ends before is a failure to it
    await hub?.stop();
  });

  /** What the abuser has on the hub before it begins. */
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
    await fetch(`${hub.url}/health`); // it answers once it has collected its garbage
    return (await processMemory(hub.pid)) ?? 0;
  }

  /** By a process of its own, so that nobody else is kept busy by it. */
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

  it.for(abuses)(
    'goes on beside %s, and the hub gives its memory back',
    async (name, { signal, annotate }) => {
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
    },
  );
});

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
