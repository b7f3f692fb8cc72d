import type { Run } from '../../../protocol/run.ts';
import type { CutOffReason, IncompleteReason } from '../../../protocol/message.ts';
import type { ErrorCode } from '../../providers/provider.ts';

/** How a run ends. */
export type RunOutcome =
  | { status: 'completed' | 'requires_action' | 'cancelled' | 'expired' }
  /** `reason`: the limit of the run that was reached. Without it, the ending of its last answer says why. */
  | { status: 'incomplete'; reason?: 'max_prompt_tokens' | 'max_completion_tokens' }
  | { status: 'failed'; message: string; code?: ErrorCode };

/** The incomplete reason of a text that the run did not finish, by the status of the run. */
export const BROKEN_OFF: Record<RunOutcome['status'], IncompleteReason> = {
  completed: 'discarded',
  requires_action: 'discarded',
  incomplete: 'run_incomplete',
  cancelled: 'run_cancelled',
  expired: 'run_expired',
  failed: 'run_failed',
};

/** Why the last answer of a run ended early. */
export type LastCutOff = CutOffReason | 'empty';

/** The reason in a run's `incomplete_details`: https://platform.openai.com/docs/api-reference/runs/object */
function runReason(cutOff: LastCutOff): string {
  return cutOff === 'max_tokens' ? 'max_completion_tokens' : cutOff;
}

/** The status of a run that has ended, and the reasons. */
interface RunEnd {
  status: RunOutcome['status'];
  incompleteReason: string | null;
  lastError: NonNullable<Run['last_error']> | null;
}

/**
 * Returns the status of a run whose agent has finished, and why it failed or is incomplete. A run that waits for the
 * person keeps that status. For a run that ended early, the outcome says more than the ending of its last answer.
 */
export function runEndsAs(outcome: RunOutcome, lastCutOff: LastCutOff | null): RunEnd {
  const lastError =
    outcome.status === 'failed' ? { code: outcome.code ?? 'server_error', message: outcome.message } : null;
  return { ...statusOf(outcome, lastCutOff), lastError };
}

function statusOf(outcome: RunOutcome, lastCutOff: LastCutOff | null): Omit<RunEnd, 'lastError'> {
  const { status } = outcome;
  if (outcome.status === 'incomplete' && outcome.reason) return { status, incompleteReason: outcome.reason };
  const isFinished = status === 'completed' || status === 'requires_action' || status === 'incomplete';
  if (!isFinished || lastCutOff === null) return { status, incompleteReason: null };
  const incompleteReason = runReason(lastCutOff);
  return { status: status === 'completed' ? 'incomplete' : status, incompleteReason };
}

/** The abort reason of a run's signal. It says how the run ends. */
export class RunEnding extends Error {
  override readonly name = 'RunEnding';
  readonly outcome: RunOutcome;

  constructor(outcome: RunOutcome) {
    super(`The run has ended: ${outcome.status}.`);
    this.outcome = outcome;
  }
}
