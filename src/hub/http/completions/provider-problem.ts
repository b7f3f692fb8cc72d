import { ApiProblem } from '../api-problem.ts';
import { encodeEvent } from '../../providers/completion-answer.ts';
import { ProviderError } from '../../providers/provider.ts';

/** What a request fails with that the model has failed. Other errors stay as they are. */
export function providerProblem(error: unknown): unknown {
  return error instanceof ProviderError ? problemOf(error) : error;
}

/** 504 where the model fell silent, else 502. */
export function problemOf({ message, reason, code }: ProviderError): ApiProblem {
  return new ApiProblem(reason === 'silent' ? 504 : 502, message, {
    code: code === 'server_error' ? 'model_failed' : code,
  });
}

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
