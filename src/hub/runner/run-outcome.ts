import type { CutOffReason, IncompleteReason } from '../../protocol/message.ts';
import type { ErrorCode } from '../providers/provider.ts';

/** How a run ends. */
export type RunOutcome =
  | { status: 'completed' | 'requires_action' | 'cancelled' | 'expired' }
  /** `reason`: which limit of the run was reached; without it, how its last answer ended says why. */
  | { status: 'incomplete'; reason?: 'max_prompt_tokens' | 'max_completion_tokens' }
  | { status: 'failed'; message: string; code?: ErrorCode };

/** Why a text that the run did not get to finish is incomplete. */
export const BROKEN_OFF: Record<RunOutcome['status'], IncompleteReason> = {
  completed: 'discarded',
  requires_action: 'discarded',
  incomplete: 'run_incomplete',
  cancelled: 'run_cancelled',
  expired: 'run_expired',
  failed: 'run_failed',
};

/** How the last answer of a run ended that is not whole. */
export type LastCutOff = CutOffReason | 'empty';

/** The reason in a run's `incomplete_details`: https://platform.openai.com/docs/api-reference/runs/object */
function runReason(cutOff: LastCutOff): string {
  return cutOff === 'max_tokens' ? 'max_completion_tokens' : cutOff;
}

/**
 * The status of a run whose agent is done, and why it is incomplete. A run that waits for the person does so all the
 * same; how any other ends that did not get there says more than how its last answer did.
 */
export function runEndsAs(
  outcome: RunOutcome,
  lastCutOff: LastCutOff | null,
): { status: RunOutcome['status']; incompleteReason: string | null } {
  const { status } = outcome;
  if (outcome.status === 'incomplete' && outcome.reason) return { status, incompleteReason: outcome.reason };
  const isDone = status === 'completed' || status === 'requires_action' || status === 'incomplete';
  if (!isDone || lastCutOff === null) return { status, incompleteReason: null };
  const incompleteReason = runReason(lastCutOff);
  return { status: status === 'completed' ? 'incomplete' : status, incompleteReason };
}

/** The reason with which a run's signal is aborted: it says how the run ends. */
export class RunEnding extends Error {
  override readonly name = 'RunEnding';
  readonly outcome: RunOutcome;

  constructor(outcome: RunOutcome) {
    super(`The run has ended: ${outcome.status}.`);
    this.outcome = outcome;
  }
}
