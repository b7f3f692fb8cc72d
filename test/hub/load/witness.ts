import { setTimeout as sleep } from 'node:timers/promises';
import { createHubClient, deltaText } from '../../support/hub-client.ts';
import { neverAnswer, streamText } from '../../support/model-answers.ts';
import { startModelServer, type ModelAnswer, type ModelRequest } from '../../support/model-server.ts';
import { answerOrders } from './child.ts';
import { hugeAnswer } from './huge-answer.ts';
import { QUESTIONS } from './questions.ts';
import { measureSilences, type Silence } from './silences.ts';

/*
 * A separate process with the model and a person who reads its answer, which reports how long the person saw nothing new.
 * It does little else, so that delays are caused by the hub.
 */

/** The commands of the witness. */
export type WitnessOrder =
  | { do: 'start the model' }
  /** Sends a question as this person, and reads until the process ends. */
  | { do: 'ask'; url: string; hub: number; token: string | null; agent: string }
  | { do: 'begin to measure' }
  /** Ends when everything that has been sent has arrived, so that late arrivals count. */
  | { do: 'measure' };

/** The answer to each command. */
export interface WitnessAnswer {
  modelUrl: string;
  /** The longest silence of the measurement. */
  silence: Silence;
}

/** Interval of checks whether everything has arrived, in milliseconds. */
const LOOK = 10;

const answers: Record<string, ModelAnswer> = {
  [QUESTIONS.withoutEnd]: streamText('What is virtue? '.repeat(20_000), { perSecond: 50 }),
  [QUESTIONS.atLength]: streamText('I know. '.repeat(12_500)),
  [QUESTIONS.hugely]: hugeAnswer,
  [QUESTIONS.nothing]: neverAnswer(),
};
const model = await startModelServer((response, request) => answers[questionOf(request)]!(response, request));
const silences = measureSilences();

function questionOf({ body }: ModelRequest): string {
  return body?.messages?.at(-1)?.content ?? '';
}

async function ask({ url, hub, token, agent }: Extract<WitnessOrder, { do: 'ask' }>): Promise<void> {
  const person = createHubClient(url, async () => (token ? { authorization: `Bearer ${token}` } : {}));
  const run = await person.ask(agent, QUESTIONS.withoutEnd);
  void (async () => {
    for await (const event of person.events(run.thread_id, run.id)) {
      if (deltaText(event) !== '') silences.arrived(hub);
    }
    throw new Error('The person’s stream has ended.');
  })();
  await untilArrived(1);
}

async function untilArrived(count: number): Promise<void> {
  while (silences.count < count) await sleep(LOOK);
}

function sentToPerson(): number {
  return model.requests.find((request) => questionOf(request) === QUESTIONS.withoutEnd)!.chunksWithText;
}

async function follow(order: WitnessOrder): Promise<void> {
  switch (order.do) {
    case 'start the model':
      return; // it is started
    case 'ask':
      return ask(order);
    case 'begin to measure':
      return silences.restart();
    case 'measure':
      return untilArrived(sentToPerson() + 1);
  }
}

answerOrders(async (order: WitnessOrder): Promise<WitnessAnswer> => {
  await follow(order);
  return { modelUrl: model.url, silence: silences.longest() };
});
