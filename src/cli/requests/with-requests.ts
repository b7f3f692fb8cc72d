import { submitAnswers } from '../../client/answers.ts';
import { openRequests, type PersonRequest } from '../../protocol/person-request.ts';
import type { Run } from '../../protocol/run.ts';
import { CliProblem, writeProblem } from '../cli-problem.ts';
import { toCliProblem, type Hub } from '../hub.ts';
import type { RunPrinter } from '../run-printer.ts';
import { withRetries } from '../retries.ts';
import { styled } from '../styled-text.ts';
import type { StatusLine, Terminal } from '../terminal.ts';
import type { Person } from './person.ts';

/** What answers the requests of a run, and what happens around an answer. */
export interface RequestOptions {
  person: Person;
  /** Hides the prompt while `write` writes. */
  hidePrompt: (write: () => void | Promise<void>) => Promise<void>;
  /** Ends the command: called if the person gives no answer, or if it cannot be sent and nobody can be asked again. */
  fail: (error: unknown) => void;
}

interface RunOptions extends RequestOptions {
  hub: Hub;
  run: Run;
  terminal: Terminal;
  status: StatusLine;
}

/**
 * Returns a printer that also answers the requests of a run, one after another. A request that is answered by another
 * client is asked no longer.
 */
export function withRequests(printer: RunPrinter, options: RunOptions): RunPrinter {
  const { hub, run, person, hidePrompt, fail, terminal, status } = options;
  const { err } = terminal;
  /** By the id of each request that has no answer yet: the controller that stops asking for it. */
  const open = new Map<string, AbortController>();
  let asked: Promise<void> = Promise.resolve();

  async function answer(request: PersonRequest, { signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      try {
        const given = await person.answer(request, signal);
        if (!given) return fail(unanswered(run.thread_id));
        return void (await withRetries(() => submitAnswers(hub, run, [given])));
      } catch (error) {
        if (signal.aborted) err.write(styled('dim', 'No answer is needed any more.'), '\n');
        else if (!person.canBeAsked) return fail(error);
        else writeProblem(err, toCliProblem(error, hub.url).message); // and ask again
      }
    }
  }

  function stopAsking(but: readonly PersonRequest[]): void {
    for (const [id, controller] of open) {
      if (but.some((request) => request.id === id)) continue;
      open.delete(id);
      controller.abort();
    }
  }

  return {
    ...printer,
    async take(state, event) {
      const requests = openRequests(state.run?.required_action);
      stopAsking(requests);
      await hidePrompt(() => printer.take(state, event));
      for (const request of requests) {
        if (open.has(request.id)) continue;
        const controller = new AbortController();
        open.set(request.id, controller);
        asked = asked.then(() => answer(request, controller));
      }
      if (requests.length > 0) {
        status.clear();
        printer.breakLine();
      }
    },
    async settle() {
      stopAsking([]);
      await asked;
      await printer.settle?.();
    },
  };
}

function unanswered(threadId: string): CliProblem {
  return new CliProblem(
    `The agent still waits for your answer. Give it in the browser, or with "symposium agent interactive --thread-id ${threadId}".`,
  );
}
