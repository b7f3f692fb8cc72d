import { jsonAnswer, streamOf } from '../../providers/completion-answer.ts';
import { gatherAnswer } from '../../providers/openai-compatible/reading/gather-answer.ts';
import { readAnswer, type AnswerOptions } from '../../providers/openai-compatible/reading/read-answer.ts';
import type { ForwardedAnswer, Provider } from '../../providers/provider.ts';
import type { CompletionRun } from '../../runner/completion-sink.ts';
import { withErrorEvent, type Report } from './provider-problem.ts';
import { fillDraft, type PassingDraft } from './fill-draft.ts';
import { keptAlive } from './keep-alive.ts';
import { withFirst } from './pass-through.ts';

/** A run that a completion is asked for. */
interface AskingRun {
  readonly run: CompletionRun;
  /** What the chunks of a stream go to. */
  readonly draft: PassingDraft;
}

interface AskOptions {
  signal: AbortSignal;
  /** After how many milliseconds a run's stream that is quiet gets a comment. */
  keepAliveInterval: number;
  report: Report;
}

/** The body of a request for a completion. */
export type CompletionBody = Readonly<Record<string, unknown>>;

/**
 * Asks the model, and waits for the first that it answers. For a run the answer is read, kept with the run, and given
 * in OpenAI's form, and a stream is asked for its usage, which the client gets only if it has asked, too; otherwise its
 * bytes pass as they are.
 */
export async function askForCompletion(
  provider: Provider,
  body: CompletionBody,
  asking: AskingRun | null,
  { signal, keepAliveInterval, report }: AskOptions,
): Promise<ForwardedAnswer> {
  const isOfRun = asking !== null;
  const { deadline, onNotice } = asking?.run ?? {};
  const hidesUsage = isOfRun && isStreamed(body) && !wantsUsage(body);
  const asked = hidesUsage ? { ...body, stream_options: { include_usage: true } } : body;
  const answer = await provider.forward(asked, { signal, isOfRun, deadline, onNotice });
  if (answer.status >= 400) asking?.draft.close('failed');
  if (!isOfRun || answer.status >= 400) return { ...answer, body: await withFirst(answer.body) };
  const { run, draft } = asking;
  const { headers } = answer;
  const chunks = readAnswer(answer.body, answerOptions(asked));
  if (!isStreamed(body)) {
    const { completion, json } = await gatherAnswer(chunks);
    run.answered(completion);
    return { ...jsonAnswer(200, json), headers };
  }
  const begun = await withFirst(chunks);
  draft.open();
  const events = withErrorEvent(fillDraft(begun, draft, hidesUsage), report);
  return { ...streamOf(keptAlive(events, keepAliveInterval)), headers };
}

/** Whether a request asks for a stream. */
export function isStreamed(body: CompletionBody): boolean {
  return body['stream'] === true;
}

function answerOptions(body: CompletionBody): AnswerOptions {
  const { n } = body;
  return { choices: typeof n === 'number' ? n : 1, wantsUsage: wantsUsage(body) };
}

function wantsUsage({ stream_options: options }: CompletionBody): boolean {
  const asked = options as { include_usage?: unknown } | null | undefined;
  return asked?.include_usage === true;
}
