import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { AgentRequest, AgentRequestState } from '../../../protocol/agent-request.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { Availability } from '../../db/availability.ts';
import type { Database } from '../../db/database.ts';
import { RefusedError } from '../../errors/refused-error.ts';
import { runIsOver, type ActiveRun, type ActiveRuns } from '../active-run.ts';
import { createHostRequests } from './host-requests.ts';
import { NO_LOOP } from '../execution/loop-watch.ts';

/** Maximum time for which a request is held open, in milliseconds. Proxies and clients give up on longer ones. */
const HELD_TIME = 20_000;

/** What agents ask the person that use the hub over HTTP. */
export interface AgentRequests {
  /**
   * Asks the person, and returns the answer. If the person takes longer, returns that the request waits: call this
   * again with the same request. A request with a known id is not asked again.
   * @throws RefusedError (`conflict`) if the run cannot ask or has ended, or the call waits for no output; `key_reused`
   * if the id belongs to another request
   */
  askPerson(runId: string, request: AgentRequest): Promise<AgentRequestState>;
}

type Answer = NonNullable<AgentRequestState['answer']>;

/** A request that an agent has sent. `answer` rejects when the run is aborted. */
interface Asked {
  request: AgentRequest;
  answer: Promise<Answer>;
}

interface AgentRequestsDependencies {
  db: Database;
  availability: Availability;
  runs: ActiveRuns;
  /** Replaces the default, in milliseconds. */
  heldTime?: number | undefined;
}

/** Creates the interface to what the agents of active runs ask over HTTP. */
export function createAgentRequests(dependencies: AgentRequestsDependencies): AgentRequests {
  const { db, availability, runs, heldTime = HELD_TIME } = dependencies;
  const askedBy = new WeakMap<ActiveRun, Map<string, Asked>>();

  function requestsOf(run: ActiveRun): Map<string, Asked> {
    const asked = askedBy.get(run) ?? new Map<string, Asked>();
    askedBy.set(run, asked);
    return asked;
  }

  async function ask(run: ActiveRun, { id, approval, question }: AgentRequest): Promise<Answer> {
    // The next hub can't continue code that waits here.
    const host = createHostRequests(run, { db, availability, restartable: false, loop: NO_LOOP });
    if (question) return { content: await host.ask(question.text, question.form, id) };
    return host.approveCall(approval!.message_id, placeOf(run, approval!), id);
  }

  function begin(run: ActiveRun, request: AgentRequest): Asked {
    const asked = requestsOf(run);
    const answer = Promise.race([untilAborted(run.controller.signal), ask(run, request)]);
    answer.catch(() => asked.delete(request.id)); // it was not asked, or the run has ended
    const begun = { request, answer };
    asked.set(request.id, begun);
    return begun;
  }

  return {
    async askPerson(runId, request) {
      const run = runs.get(runId);
      if (!run || run.controller.signal.aborted) throw runIsOver(runId);
      const asked = requestsOf(run).get(request.id) ?? begin(run, request);
      if (!isDeepStrictEqual(asked.request, request)) throw idIsTaken(request.id);
      const answered = new AbortController();
      const held = sleep(heldTime, null, { signal: answered.signal });
      held.catch(() => undefined); // the answer came first
      try {
        return stateOf(request.id, await Promise.race([asked.answer, held]));
      } catch (error) {
        throw run.controller.signal.aborted ? runIsOver(runId) : error;
      } finally {
        answered.abort();
      }
    },
  };
}

/** Returns the place of a call among those of its completion. */
function placeOf({ recorder }: ActiveRun, call: NonNullable<AgentRequest['approval']>): number {
  const { calls = [] } = recorder.callsToAnswer(call.message_id) ?? {};
  const place = calls.findIndex((one) => one.id === call.tool_call_id && one.function.output === null);
  if (place < 0) throw noSuchCall(call);
  return place;
}

function stateOf(id: string, answer: Answer | null): AgentRequestState {
  return { object: 'run.request', id, status: answer ? 'answered' : 'waiting', answer };
}

function noSuchCall(call: NonNullable<AgentRequest['approval']>): RefusedError {
  return new RefusedError(
    'conflict',
    `No tool call '${call.tool_call_id}' of the completion ${call.message_id} waits for an output. Request the completion with the header answers_calls: true, and ask before you add the output.`,
    { param: 'approval', retryAfter: 'never' },
  );
}

function idIsTaken(id: string): RefusedError {
  return new RefusedError(
    'key_reused',
    `The id ${id} belongs to another request of this run. Send a new id.`,
    {
      param: 'id',
    },
  );
}
