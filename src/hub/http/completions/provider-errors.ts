import { ApiProblem } from '../api-problem.ts';
import { encodeEvent } from '../../providers/completion-answer.ts';
import { ProviderError } from '../../providers/provider.ts';

/** Turns a failure of the model into an API error. Other errors stay as they are. */
export function providerProblem(error: unknown): unknown {
  return error instanceof ProviderError ? problemOf(error) : error;
}

/** Returns the API error for a failure of the model: 504 if it stopped responding, and 502 for any other failure. */
export function problemOf({ message, reason, code }: ProviderError): ApiProblem {
  return new ApiProblem(reason === 'silent' ? 504 : 502, message, {
    code: code === 'server_error' ? 'model_failed' : code,
  });
}

/** Called with failures that happen after the answer has started. */
export type Report = (problem: string, error: unknown) => void;

/**
 * Passes a stream of events on. If the model fails, the stream ends with an error event. Other failures are thrown.
 */
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
