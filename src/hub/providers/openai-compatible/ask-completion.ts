import type { CompletionRequest } from '../provider.ts';
import {
  affordableTokens,
  isAnswerTooLong,
  isContextFull,
  shareThatFits,
  withLimit,
} from './refused-length.ts';
import { discard, type ServerAnswer, withBeginning, withText } from './server-answer.ts';
import { ConnectionError } from './errors/connection-error.ts';
import {
  countMessages,
  type History,
  newestTurns,
  readHistory,
  sizeOf,
  type WireMessage,
} from './history.ts';
import type { ModelConnection } from './model-connection.ts';
import { createHabits, type ModelHabits } from './model-habits.ts';
import { earlyFailure, readRefusal, type Refusal } from './refusal.ts';
import { learnParameter, type RequestBody, withHabits } from './refused-parameters.ts';
import { learnMessages, learnRoles } from './refused-messages.ts';
import { ATTEMPTS, pauseAfter, type RetryClock } from './retry-policy.ts';
import { shapeHistory } from './shape-history.ts';

type AskOptions = Pick<CompletionRequest, 'signal' | 'onNotice' | 'deadline'>;

/** Requests completions from a model server. */
export interface CompletionAsker {
  /**
   * Requests a completion for a run, adapted to the model. Messages are shortened and reshaped, and parts that the
   * model refuses are changed or left out. Transient failures are retried as long as no byte of an answer has arrived.
   * @returns the answer, or the last refusal
   */
  ask(body: RequestBody, options: AskOptions): Promise<ServerAnswer>;
  /** Requests a completion without changes. The request is retried only if the server had closed the connection. */
  askUnchanged(body: RequestBody, signal: AbortSignal): Promise<ServerAnswer>;
}

const PATH = '/chat/completions';
/** Maximum number of changes to one request because of refusals. */
const MAX_CHANGES = 12;
/** Maximum number of retries on stale connections: a server that closes idle connections closes all of them. */
const MAX_STALE_RETRIES = 10;
/** After this many attempts to shorten the history, only the last turn is kept. */
const MAX_CUTS = 3;

/**
 * Creates an asker for one model server.
 * @param contextCharacters maximum size of a conversation, in characters
 */
export function createCompletionAsker(
  connect: ModelConnection,
  contextCharacters: number,
  clock: RetryClock,
): CompletionAsker {
  const habits = createHabits();

  async function ask(body: RequestBody, options: AskOptions): Promise<ServerAnswer> {
    const { signal, onNotice, deadline = Infinity } = options;
    const model = JSON.stringify(body['model'] ?? null); // an agent may send anything
    const request = createFittedRequest(body, habits.of(model), contextCharacters);
    let learned = false; // stored once it has helped: mistakes of one agent must not change the requests of others
    for (let attempt = 1, changes = 0, stale = 0; ;) {
      const sent = request.body();
      const answer = await connect({ path: PATH, body: sent, signal })
        .then(withBeginning)
        .catch(asConnectionError);
      const failure = await failureOf(answer);
      if (failure === null) {
        if (learned) habits.keep(model, request.habits);
        if (request.leftOut > 0) onNotice?.({ type: 'shortened', messages: request.leftOut });
        return answer as ServerAnswer;
      }
      if (failure instanceof ConnectionError && failure.isStale && stale < MAX_STALE_RETRIES) {
        stale += 1;
        continue;
      }
      const change =
        failure instanceof ConnectionError || changes === MAX_CHANGES ? null : request.adapt(failure, sent);
      learned ||= change === 'habits';
      const pause = change ? 0 : pauseAfter(failure, attempt, deadline, clock);
      if (pause === null) return finalAnswer(answer, failure);
      if (!(answer instanceof ConnectionError)) await discard(answer);
      if (change) {
        changes += 1;
        continue;
      }
      attempt += 1;
      const code = 'status' in failure && failure.status === 429 ? 'rate_limit_exceeded' : 'server_error';
      onNotice?.({ type: 'retry', code, attempt, attempts: ATTEMPTS, seconds: pause / 1_000 });
      await clock.sleep(pause, signal);
    }
  }

  return {
    ask,
    async askUnchanged(body, signal) {
      const request = { path: PATH, body, signal };
      const answer = await connect(request).catch(asConnectionError);
      if (!(answer instanceof ConnectionError)) return answer;
      if (!answer.isReset) throw answer;
      return connect(request);
    },
  };
}

/** Returns a connection failure as a value; throws any other error. */
function asConnectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  throw error;
}

/** Returns the failure of an answer; null if it has not failed. */
async function failureOf(answer: ServerAnswer | ConnectionError): Promise<Refusal | ConnectionError | null> {
  if (answer instanceof ConnectionError) return answer;
  return answer.isRefusal ? readRefusal(answer) : earlyFailure(answer);
}

/** Returns or throws the result of a request whose failure cannot be resolved. */
function finalAnswer(
  answer: ServerAnswer | ConnectionError,
  failure: Refusal | ConnectionError,
): ServerAnswer {
  if (answer instanceof ConnectionError) throw answer;
  return answer.isRefusal && 'text' in failure ? withText(answer, failure.text) : answer;
}

/** Creates a request that can be adapted to the model's refusals. */
function createFittedRequest(body: RequestBody, habits: ModelHabits, characters: number) {
  const whole = readHistory(body['messages']);
  const dropped = new Set<string>();
  let history = whole && newestTurns(whole, characters);
  let cuts = 0;
  let affordable: number | null = null;

  function shorten(refusal: Refusal): boolean {
    if (!history || history.turns.length <= 1) return false;
    cuts += 1;
    const size = sizeOf([...history.instructions, ...history.turns.flat()]);
    const target = cuts > MAX_CUTS ? 0 : size * shareThatFits(refusal);
    const shorter = newestTurns(history, target);
    history = shorter.turns.length < history.turns.length ? shorter : withoutOldest(history);
    return true;
  }

  /**
   * Leaves out the maximum length of the answer, because models count it as part of the context. Returns whether there
   * was one to leave out.
   */
  function dropAnswerLimit(sent: RequestBody): boolean {
    const limit = ['max_tokens', 'max_completion_tokens'].find((name) => name in sent);
    if (limit === undefined) return false;
    dropped.add(limit);
    return true;
  }

  return {
    habits,
    /** Number of messages that are not sent. */
    get leftOut(): number {
      return whole && history ? countMessages(whole) - countMessages(history) : 0;
    },
    body(): RequestBody {
      const messages = history ? shapeHistory(history, habits) : body['messages'];
      const sent = withHabits({ ...body, messages }, habits);
      const kept = Object.fromEntries(Object.entries(sent).filter(([name]) => !dropped.has(name)));
      return affordable === null ? kept : withLimit(kept, affordable);
    },
    /**
     * Changes the request because of a refusal. Returns whether the change is for this request only or a habit of the
     * model; null if nothing is left to change.
     */
    adapt(refusal: Refusal, sent: RequestBody): 'this time' | 'habits' | null {
      if (isContextFull(refusal)) {
        if (isAnswerTooLong(refusal) && dropAnswerLimit(sent)) return 'this time';
        return shorten(refusal) || dropAnswerLimit(sent) ? 'this time' : null;
      }
      if (affordable === null) {
        affordable = affordableTokens(refusal);
        if (affordable !== null) return 'this time';
      }
      if (learnParameter(habits, refusal, sent)) return 'habits';
      if (!history) return null;
      const messages = sent['messages'] as WireMessage[];
      return learnMessages(habits, refusal, messages) || learnRoles(habits, refusal) ? 'habits' : null;
    },
  };
}

function withoutOldest({ instructions, turns }: History): History {
  return { instructions, turns: turns.slice(1) };
}
