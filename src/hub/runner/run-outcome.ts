import type { IncompleteReason } from '../../protocol/message.ts';
import type { ErrorCode } from '../providers/provider.ts';

/** How a run ends. */
export type RunOutcome =
  | { status: 'completed' | 'requires_action' | 'incomplete' | 'cancelled' | 'expired' }
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

/** The reason with which a run's signal is aborted: it says how the run ends. */
export class RunEnding extends Error {
  override readonly name = 'RunEnding';
  readonly outcome: RunOutcome;

  constructor(outcome: RunOutcome) {
    super(`The run has ended: ${outcome.status}.`);
    this.outcome = outcome;
  }
}
