import { z } from 'zod';
import { jsonAnswer } from '../completion-answer.ts';
import { type CompletionRequest, type ForwardedAnswer, type Provider, ProviderError } from '../provider.ts';
import { createCompletionAsker } from './ask-completion.ts';
import { createModelConnection, type ModelServerOptions } from './model-connection.ts';
import { gatherAnswer } from './reading/gather-answer.ts';
import { readAnswer } from './reading/read-answer.ts';
import { refusalError } from './errors/refusal-error.ts';
import { MAX_REFUSAL, parseJson, readRefusal, refusalReason } from './refusal.ts';
import type { RequestBody } from './refused-parameters.ts';
import { RETRY_CLOCK, type RetryClock } from './retry-policy.ts';
import { readText, type ServerAnswer } from './server-answer.ts';

interface OpenAiProviderOptions extends ModelServerOptions {
  /** The model of runs that name no model. */
  name: string | null;
  /** Maximum size of a conversation that is sent, in characters. */
  contextCharacters?: number;
  clock?: RetryClock;
}

/** Headers that are forwarded because clients use them: whether and when to retry, and the request's id. */
const FORWARDED_HEADERS = ['retry-after', 'retry-after-ms', 'x-should-retry', 'x-request-id'];

/** Maximum size of a list of models, in bytes. */
const MAX_LIST = 4_000_000;
/** Timeout of a request for the list of models, in milliseconds. */
const LIST_TIMEOUT = 30_000;
const refusalSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) });

/**
 * Creates a provider for any server with OpenAI's chat completions API:
 * https://platform.openai.com/docs/api-reference/chat
 */
export function createOpenAiProvider(settings: OpenAiProviderOptions): Provider {
  const { name, contextCharacters = Infinity, clock = RETRY_CLOCK, ...server } = settings;
  const connect = createModelConnection(server);
  const asker = createCompletionAsker(connect, contextCharacters, clock);

  async function requireSuccess(answer: ServerAnswer): Promise<ServerAnswer> {
    if (answer.isRefusal) throw refusalError(await readRefusal(answer));
    return answer;
  }

  return {
    kind: 'openai-compatible',
    defaultModel: name,

    async *stream(request) {
      const answer = await asker.ask(completionBody(request, true), request);
      yield* readAnswer((await requireSuccess(answer)).bytes, { wantsUsage: true });
    },

    async complete(request) {
      const answer = await asker.ask(completionBody(request, false), request);
      return (await gatherAnswer(readAnswer((await requireSuccess(answer)).bytes))).completion;
    },

    async forward(body, { isOfRun, ...options }) {
      const asked = body['model'] || name === null ? body : { ...body, model: name };
      const answer = isOfRun
        ? await asker.ask(asked, options)
        : await asker.askUnchanged(asked, options.signal);
      const { status, headers } = answer;
      const passed = answer.isRefusal
        ? jsonAnswer(status, refusalJson(answer, await readText(answer.bytes, MAX_REFUSAL)))
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
      const { bytes } = await requireSuccess(await connect(request));
      const names = readModelNames(parseJson(await readText(bytes, MAX_LIST)));
      if (!names) throw new ProviderError('The model server sent no list of models. Check MODEL_BASE_URL.');
      return names;
    },
  };
}

/** Returns the JSON of a refusal: the server's own JSON, or the server's message in OpenAI's form. */
function refusalJson({ status, statusText }: ServerAnswer, text: string): object {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  const refusal = refusalSchema.safeParse(parseJson(text));
  const body = refusal.data ?? { error: { message: refusalReason({ status, statusText }, text) } };
  return { ...body, error: { type, param: null, code: null, ...body.error } };
}

function headersOf({ headers }: ServerAnswer): ForwardedAnswer['headers'] {
  const named = FORWARDED_HEADERS.map((header) => [header, headers.get(header)] as const);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Returns the body of a request for a completion: https://platform.openai.com/docs/api-reference/chat/create */
function completionBody(request: CompletionRequest, stream: boolean): RequestBody {
  const { model, messages, maxTokens, temperature, settings = {} } = request;
  if (model === null) throw new ProviderError('No model is configured. Set MODEL_NAME.');
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
      // `true` is the default of every server, and some servers do not know the parameter.
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
/** The forms of a list of models: a plain array, OpenAI's form, and the form of Ollama and Gemini. */
const listSchema = z.union([
  namesSchema,
  z.looseObject({ data: namesSchema }).transform((list) => list.data),
  z.looseObject({ models: namesSchema }).transform((list) => list.models),
]);

/** Returns the names in a list of models; null if the list has none of these forms. */
function readModelNames(list: unknown): string[] | null {
  return listSchema.safeParse(list).data ?? null;
}
