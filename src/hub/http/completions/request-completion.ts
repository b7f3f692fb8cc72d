import { jsonAnswer, streamOf } from '../../providers/completion-answer.ts';
import { gatherAnswer } from '../../providers/openai-compatible/reading/gather-answer.ts';
import { readAnswer, type AnswerOptions } from '../../providers/openai-compatible/reading/read-answer.ts';
import type { ForwardedAnswer, Provider } from '../../providers/provider.ts';
import type { CompletionRun } from '../../runner/recording/completion-sink.ts';
import { withErrorEvent, type Report } from './provider-errors.ts';
import { fillDraft, type PassingDraft } from './fill-draft.ts';
import { keptAlive } from './keep-alive.ts';
import { withFirst } from './pass-through.ts';
import { recordAnswer } from './record-answer.ts';

/** The run that a completion belongs to. */
interface CompletionTarget {
  readonly run: CompletionRun;
  /** Receives the chunks of a stream. */
  readonly draft: PassingDraft;
}

interface AskOptions {
  signal: AbortSignal;
  /** Interval between the comments in a run's stream without data, in milliseconds. */
  keepAliveInterval: number;
  report: Report;
}

/** The body of a completion request. */
export type CompletionBody = Readonly<Record<string, unknown>>;

/**
 * Sends a completion request to the model, and waits for the start of the answer.
 *
 * If the request belongs to a run, the answer is read, recorded with the run, and returned in OpenAI's form. For a
 * stream, the model is always asked for the usage, but the client gets it only if it asked for it. Without a run, the
 * bytes of the answer pass unchanged.
 */
export async function requestCompletion(
  provider: Provider,
  body: CompletionBody,
  target: CompletionTarget | null,
  { signal, keepAliveInterval, report }: AskOptions,
): Promise<ForwardedAnswer> {
  const isOfRun = target !== null;
  const { deadline, onNotice } = target?.run ?? {};
  const hideUsage = isOfRun && isStreamed(body) && !wantsUsage(body);
  const request = hideUsage ? { ...body, stream_options: { include_usage: true } } : body;
  const answer = await provider.forward(request, { signal, isOfRun, deadline, onNotice });
  if (answer.status >= 400) target?.draft.close('failed');
  if (!isOfRun || answer.status >= 400) return { ...answer, body: await withFirst(answer.body) };
  const { run, draft } = target;
  const { headers } = answer;
  const chunks = readAnswer(answer.body, answerOptions(request));
  if (!isStreamed(body)) {
    const gathered = await gatherAnswer(chunks);
    await recordAnswer(run, draft, gathered);
    return { ...jsonAnswer(200, gathered.json), headers };
  }
  const started = await withFirst(chunks);
  draft.open();
  const events = withErrorEvent(fillDraft(started, draft, hideUsage), report);
  return { ...streamOf(keptAlive(events, keepAliveInterval)), headers };
}

/** Whether a model may answer the request with tool calls only, without any text. */
export function offersTools({ tools }: CompletionBody): boolean {
  return Array.isArray(tools) && tools.length > 0;
}

/** Whether a request wants a stream. */
export function isStreamed(body: CompletionBody): boolean {
  return body['stream'] === true;
}

function answerOptions(body: CompletionBody): AnswerOptions {
  const { n } = body;
  return { choices: typeof n === 'number' ? n : 1, wantsUsage: wantsUsage(body) };
}

function wantsUsage({ stream_options: options }: CompletionBody): boolean {
  const streamOptions = options as { include_usage?: unknown } | null | undefined;
  return streamOptions?.include_usage === true;
}
