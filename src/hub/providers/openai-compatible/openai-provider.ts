import { z } from 'zod';
import { jsonAnswer } from '../completion-answer.ts';
import { type CompletionRequest, type ForwardedAnswer, type Provider, ProviderError } from '../provider.ts';
import { createCompletionAsker } from './ask-completion.ts';
import { createModelConnection, type ModelServerOptions } from './model-connection.ts';
import { gatherAnswer } from './reading/gather-answer.ts';
import { readAnswer } from './reading/read-answer.ts';
import { refusalError } from './refusal-error.ts';
import { LARGEST_REFUSAL, parseJson, readRefusal, refusalReason } from './refusal.ts';
import type { RequestBody } from './refused-parameters.ts';
import { RETRY_CLOCK, type RetryClock } from './retry-policy.ts';
import { readText, type ServerAnswer } from './server-answer.ts';

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

/** The body of a request for a completion: https://platform.openai.com/docs/api-reference/chat/create */
function completionBody(request: CompletionRequest, stream: boolean): RequestBody {
  const { model, messages, maxTokens, temperature, settings = {} } = request;
  if (model === null) throw new ProviderError('No model is named: set MODEL_NAME.');
  const { tools = [], response_format: format } = settings;
  return {
    model,
    messages,
    stream,
    ...(stream && { stream_options: { include_usage: true } }),
    max_tokens: maxTokens,
    temperature,
    top_p: settings.top_p ?? undefined,
    reasoning_effort: settings.reasoning_effort ?? undefined,
    response_format: format && format !== 'auto' ? format : undefined,
    ...(tools.length > 0 && {
      tools,
      tool_choice: settings.tool_choice ?? undefined,
      // Every server's default, and some servers do not know it.
      parallel_tool_calls: settings.parallel_tool_calls === false ? false : undefined,
    }),
  };
}

const nameSchema = z.union([
  z.string(),
  z.looseObject({ id: z.string() }).transform((model) => model.id),
  z.looseObject({ name: z.string() }).transform((model) => model.name),
  z.looseObject({ model: z.string() }).transform((model) => model.model),
]);
const namesSchema = z.array(nameSchema);
/** OpenAI's list, a bare array, and Ollama's and Gemini's list. */
const listSchema = z.union([
  namesSchema,
  z.looseObject({ data: namesSchema }).transform((list) => list.data),
  z.looseObject({ models: namesSchema }).transform((list) => list.models),
]);

/** The names in a list of models, in one of the forms that servers give it; null where it is none. */
function readModelNames(list: unknown): string[] | null {
  return listSchema.safeParse(list).data ?? null;
}
