import type { PersonAnswer } from '../../../protocol/person-request.ts';
import { approveTools } from '../../db/approved-tools.ts';
import type { RunRow } from '../../db/runs.ts';
import { RefusedError } from '../../errors/refused-error.ts';
import { RunLeft, type ActiveRuns } from '../active-run.ts';
import { betweenHubs, statusOf } from '../tool-pauses.ts';

/** Runs that wait for answers of the person. */
export interface Answers {
  /**
   * Answers requests of a run, which continues with the last answer. Repeated answers change nothing.
   * @throws RefusedError if the run waits for no answers or an answer is wrong (`invalid`), a request has another answer
   * already (`conflict`), or no hub writes the run just now (`busy`)
   */
  submitAnswers(run: RunRow, answers: readonly PersonAnswer[]): Promise<RunRow>;
}

/** Creates the interface to the runs of this hub that wait for answers. */
export function createAnswers({ runs }: { runs: ActiveRuns }): Answers {
  return {
    async submitAnswers(run, answers) {
      const active = runs.get(run.id);
      const { requests } = active?.recorder.run ?? run;
      const status = statusOf(run, active);
      // A run that continues has its requests until it ends, so that a repeated request gets the same result.
      if (status !== 'awaiting_answers' && !(status === 'in_progress' && requests)) throw notWaiting(status);
      if (!active || active.controller.signal.reason instanceof RunLeft) throw betweenHubs();
      await active.requests.answer(
        answers,
        (approved) => (transaction) => approveTools(transaction, run.threadId, approved),
      );
      return active.recorder.run;
    },
  };
}

function notWaiting(status: RunRow['status']): RefusedError {
  return new RefusedError('invalid', `Runs in status "${status}" do not wait for answers.`, {
    code: 'no_answers_expected',
    retryAfter: 'never',
  });
}
