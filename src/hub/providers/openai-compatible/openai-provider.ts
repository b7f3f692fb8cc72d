import { z } from 'zod';
import { jsonAnswer } from '../completion-answer.ts';
import type { ForwardedAnswer, Provider } from '../provider.ts';
import { ProviderError } from '../provider.ts';
import { createCompletionAsker } from './ask-completion.ts';
import { completionBody } from './completion-body.ts';
import { createModelConnection, type ModelServerOptions } from './model-connection.ts';
import { readModelNames } from './model-names.ts';
import { gatherAnswer } from './reading/gather-answer.ts';
import { readAnswer } from './reading/read-answer.ts';
import { readRefusal } from './refusal.ts';
import { refusalError } from './refusal-error.ts';
import { RETRY_CLOCK, type RetryClock } from './retry-policy.ts';
import type { ServerAnswer } from './server-answer.ts';
import { LARGEST_REFUSAL, parseJson, readText, refusalReason } from './server-answers.ts';

interface OpenAiProviderOptions extends ModelServerOptions {
  /** The model that is asked where a run names none. */
  name: string | null;
  /** How much of a conversation is sent at most. */
  contextCharacters?: number;
  clock?: RetryClock;
}

/** What a client goes by: when and whether to ask again, and what to name in a complaint. */
const FORWARDED_HEADERS = ['retry-after', 'retry-after-ms', 'x-should-retry', 'x-request-id'];

/** How much is read of a list of models, in bytes. */
const LARGEST_LIST = 4_000_000;
/** How long a list of models may take, in milliseconds. */
const LIST_TIMEOUT = 30_000;
const refusalSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) });

/** Any server that speaks OpenAI's chat completions: https://platform.openai.com/docs/api-reference/chat */
export function createOpenAiProvider(settings: OpenAiProviderOptions): Provider {
  const { name, contextCharacters = Infinity, clock = RETRY_CLOCK, ...server } = settings;
  const connect = createModelConnection(server);
  const asker = createCompletionAsker(connect, contextCharacters, clock);

  async function granted(answer: ServerAnswer): Promise<ServerAnswer> {
    if (answer.isRefusal) throw refusalError(await readRefusal(answer));
    return answer;
  }

  return {
    kind: 'openai-compatible',
    defaultModel: name,

    async *stream(request) {
      const answer = await asker.ask(completionBody(request, true), request);
      yield* readAnswer((await granted(answer)).bytes, { wantsUsage: true });
    },

    async complete(request) {
      const answer = await asker.ask(completionBody(request, false), request);
      return (await gatherAnswer(readAnswer((await granted(answer)).bytes))).completion;
    },

    async forward(body, { isOfRun, ...options }) {
      const asked = body['model'] || name === null ? body : { ...body, model: name };
      const answer = isOfRun
        ? await asker.ask(asked, options)
        : await asker.askAsWritten(asked, options.signal);
      const { status, headers } = answer;
      const passed = answer.isRefusal
        ? jsonAnswer(status, refusalJson(answer, await readText(answer.bytes, LARGEST_REFUSAL)))
        : {
            status,
            contentType: headers.get('content-type') ?? 'application/octet-stream',
            body: answer.bytes,
          };
      return { ...passed, headers: headersOf(answer) };
    },

    async listModels(signal) {
      const answerTimeout = Math.min(LIST_TIMEOUT, server.answerTimeout ?? Infinity);
      const request = { path: '/models', body: null, signal, answerTimeout };
      const { bytes } = await granted(await connect(request));
      const names = readModelNames(parseJson(await readText(bytes, LARGEST_LIST)));
      if (!names) throw new ProviderError('The model server sent no list of models.');
      return names;
    },
  };
}

/** The JSON of a refusal: the server's own, or one such as OpenAI's around what it said. */
function refusalJson({ status, statusText }: ServerAnswer, text: string): object {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  const refusal = refusalSchema.safeParse(parseJson(text));
  const said = refusal.data ?? { error: { message: refusalReason({ status, statusText }, text) } };
  return { ...said, error: { type, param: null, code: null, ...said.error } };
}

function headersOf({ headers }: ServerAnswer): ForwardedAnswer['headers'] {
  const named = FORWARDED_HEADERS.map((header) => [header, headers.get(header)] as const);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== null));
}
