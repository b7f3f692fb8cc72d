import { json } from 'node:stream/consumers';
import { encodeEvent, jsonAnswer, streamedAnswer } from '../../providers/completion-answer.ts';
import { readAnswer } from '../../providers/openai-compatible/reading/read-answer.ts';
import { ProviderError, type ForwardedAnswer } from '../../providers/provider.ts';
import { problemOf, withErrorEvent, type Report } from './provider-errors.ts';
import { commentsUntil } from './keep-alive.ts';
import { KEEP_ALIVE } from '../../../protocol/sse-encode.ts';

/**
 * Yields the events of a stream whose headers were sent before the model had answered: comments, then the answer.
 * If the model refuses, its error becomes an event, because the status has been sent.
 */
export async function* lateAnswer(
  answering: Promise<ForwardedAnswer>,
  interval: number,
  report: Report,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(KEEP_ALIVE);
  yield* commentsUntil(answering, interval);
  const answer = await answering.catch((error: unknown) => toRefusal(error, report));
  if (answer.status >= 400) yield encodeEvent((await json(answer.body)) as object);
  else if (answer.contentType.startsWith('text/event-stream')) yield* answer.body;
  else yield* withErrorEvent(streamedAnswer(readAnswer(answer.body)).body, report);
}

function toRefusal(error: unknown, report: Report): ForwardedAnswer {
  if (!(error instanceof ProviderError)) throw error;
  report('A chat completion failed', error);
  const problem = problemOf(error);
  return jsonAnswer(problem.status, problem.toJSON());
}
