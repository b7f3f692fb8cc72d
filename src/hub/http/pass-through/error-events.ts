import { encodeEvent } from '../../providers/completion-answer.ts';
import { ProviderError } from '../../providers/provider.ts';
import { problemOf } from '../requests/provider-problem.ts';

/** Called with what goes wrong once a client can be told by its stream alone. */
export type Report = (problem: string, error: unknown) => void;

/** A stream of events that tells its client what the model fails with, and ends. Other failures are thrown. */
export async function* withErrorEvent(
  events: AsyncIterable<Uint8Array>,
  report: Report,
): AsyncGenerator<Uint8Array> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    report('A chat completion broke off', error);
    yield encodeEvent(problemOf(error).toJSON());
  }
}
