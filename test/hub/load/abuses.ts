import { head } from '../../support/raw-client.ts';
import type { AbuserClient, Target } from './abuser-client.ts';
import { QUESTIONS } from './questions.ts';

/** A way in which one client can ask too much. */
export interface Abuse {
  /** `account`: with a token. `stranger`: without a token, on a hub that needs one. `anyone`: on a hub that needs none. */
  by: 'account' | 'stranger' | 'anyone';
  /** The statuses that must occur, and no others. */
  statuses: string[];
  /** Further statuses that may occur if the hub is busy. */
  perhaps?: string[];
  do(client: AbuserClient, target: Target): Promise<void>;
}

const MEGABYTE = 'x'.repeat(1_000_000);
const JSON_HEADERS = { 'content-type': 'application/json' };
const UNKNOWN_FILES = [
  '/.env',
  '/openapi.json',
  '/x.php',
  '/wp-login.php',
  '/.git/config',
  '/assets/none.js',
];
const WORDS = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi';

/** A message of 900,000 characters with all words of a search, but not next to each other. */
export const LONG_MESSAGE = WORDS.split(' ')
  .map((word) => `know thyself ${word} `.repeat(3_000))
  .join('')
  .slice(0, 900_000);

/** The words in another order, so that no two searches are the same. */
function wordsFrom(first: number): string {
  const words = WORDS.split(' ');
  return words.map((_, index) => words[(first + index) % words.length]).join(' ');
}

async function times(count: number, ask: (index: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
}

/** Runs a request repeatedly in a number of clients. */
async function inTurns(clients: number, turns: number, ask: (index: number) => Promise<void>): Promise<void> {
  await times(clients, async (client) => {
    for (let turn = 0; turn < turns; turn++) await ask(client * turns + turn);
  });
}

/** Only browsers send this header. Without a cookie it is a new browser. */
const NEW_BROWSER = { 'sec-fetch-site': 'same-origin' };

function complete(client: AbuserClient, question: string, stream = false): Promise<void> {
  const messages = [{ role: 'user', content: question }];
  return client.ask('/v1/chat/completions', { body: { model: 'test-model', messages, stream } });
}

/** Sections 2 and 3 of a security review, each limited to some seconds. */
export const ABUSES = {
  'runs beyond the cap': {
    by: 'account',
    statuses: ['200', '429'],
    async do(client) {
      await times(600, () => client.askForRun(QUESTIONS.nothing));
      await client.cancelRuns();
    },
  },
  'viewers with an unknown cursor': {
    by: 'account',
    statuses: ['200'],
    do: (client, { longRun }) =>
      times(100, (index) => client.ask(longRun, { headers: { 'last-event-id': `7-${index}` } })),
  },
  "viewers in OpenAI's framing, from the start": {
    by: 'account',
    statuses: ['200'],
    do: (client, { longRun }) => times(20, () => client.ask(`${longRun}?format=openai`)),
  },
  'completions at once': {
    by: 'account',
    statuses: ['429', 'left'],
    async do(client) {
      const asking = times(300, () => complete(client, QUESTIONS.nothing));
      await client.leaveAfter(260); // the others get no answer
      await asking;
    },
  },
  'huge answers of the model': {
    by: 'account',
    statuses: ['200'],
    async do(client) {
      await times(8, (index) => complete(client, QUESTIONS.hugely, index % 2 === 0));
      await times(4, () => client.askForRun(QUESTIONS.hugely, 'symposium/plain-example/1.0.0'));
      await times(4, () => client.askForRun(QUESTIONS.hugely));
      await client.untilRunsEnd();
    },
  },
  'huge messages of agents': {
    by: 'account',
    statuses: ['200'],
    async do(client) {
      await times(4, () => client.askForRun(QUESTIONS.nothing, 'load/long-winded/1.0.0'));
      await client.untilRunsEnd();
    },
  },
  searches: {
    by: 'account',
    statuses: ['200', '429'],
    do: (client) =>
      times(50, (index) => client.ask(`/v1/threads?search=${encodeURIComponent(wordsFrom(index))}`)),
  },
  'copies of a long conversation': {
    by: 'account',
    statuses: ['200'],
    perhaps: ['429'],
    do: (client, { longThread }) =>
      times(10, () => client.ask(`/v1/threads/${longThread}/fork`, { body: {} })),
  },
  'deep JSON': {
    by: 'account',
    statuses: ['400'],
    perhaps: ['503'],
    do(client) {
      const body = '['.repeat(7_000_000);
      return times(8, () => client.ask('/v1/threads', { body }));
    },
  },
  'wide JSON': {
    by: 'account',
    statuses: ['400'],
    perhaps: ['503'],
    do(client) {
      const body = `{${Array.from({ length: 1_000_000 }, (_, at) => `"${at}":0`).join()}}`;
      return times(8, () => client.ask('/v1/threads', { body }));
    },
  },
  'big bodies without a token': {
    by: 'stranger',
    statuses: ['401', '413'],
    perhaps: ['cut'],
    do: (client) =>
      times(200, (index) =>
        client.send(
          head('POST', index % 2 === 0 ? '/v1/threads' : '/v1/session', {
            ...JSON_HEADERS,
            'content-length': 15_500_000,
          }),
          ...Array.from({ length: 15 }, () => MEGABYTE),
          'x'.repeat(500_000),
        ),
      ),
  },
  'half-sent heads': {
    by: 'stranger',
    statuses: ['cut', 'left'],
    async do(client) {
      const sending = times(3_000, () => client.send('GET /v1/threads HTTP/1.1\r\nhost: '));
      await client.leaveAfter(2_000); // above the limit of an address, the hub closes those that were idle for the longest time
      await sending;
    },
  },
  'guesses at tokens': {
    by: 'stranger',
    statuses: ['401', '429'],
    do: (client) =>
      inTurns(50, 20, (index) =>
        client.ask('/v1/threads', { headers: { authorization: `Bearer guess-number-${index}-of-many` } }),
      ),
  },
  'unknown files': {
    by: 'stranger',
    statuses: ['404'],
    do: (client) => inTurns(50, 20, (index) => client.ask(UNKNOWN_FILES[index % UNKNOWN_FILES.length]!)),
  },
  'runs at once': {
    by: 'anyone',
    statuses: ['200', '429'],
    async do(client) {
      await times(500, () => client.askForRun(QUESTIONS.nothing));
      await client.cancelRuns();
    },
  },
  'runs of a new browser each': {
    by: 'anyone',
    statuses: ['200', '429'],
    do: (client, { agent }) => times(300, () => client.askForRun(QUESTIONS.nothing, agent, NEW_BROWSER)),
  },
  'visits of a new browser each': {
    by: 'anyone',
    statuses: ['200'],
    do: (client) => inTurns(100, 20, () => client.ask('/v1/account', { headers: NEW_BROWSER })),
  },
} satisfies Record<string, Abuse>;
export type AbuseName = keyof typeof ABUSES;
