import { z } from 'zod';
import { jsonAnswer } from '../completion-answer.ts';
import type { CompletionRequest, ForwardedAnswer, Provider } from '../provider.ts';
import { ProviderError } from '../provider.ts';
import { createModelConnection, type ModelServerOptions, type ServerAnswer } from './model-connection.ts';
import { gatherAnswer } from './reading/gather-answer.ts';
import { readAnswer } from './reading/read-answer.ts';
import { parseJson, readText, refusalReason } from './server-answers.ts';

interface OpenAiProviderOptions extends ModelServerOptions {
  /** The model that is asked where a run names none. */
  name: string | null;
}

const LARGEST_REFUSAL = 64 * 1024; // in bytes
/** What a client goes by: when and whether to ask again, and what to name in a complaint. */
const FORWARDED_HEADERS = ['retry-after', 'retry-after-ms', 'x-should-retry', 'x-request-id'];

const modelsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });
const refusalSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) });

/** Any server that speaks OpenAI's chat completions: https://platform.openai.com/docs/api-reference/chat */
export function createOpenAiProvider({ name, ...server }: OpenAiProviderOptions): Provider {
  const ask = createModelConnection(server);

  /** The answer's body as JSON, or null where it is none. */
  async function askForJson(path: string, body: object | null, signal: AbortSignal): Promise<unknown> {
    return parseJson(await readText((await granted(await ask(path, body, signal))).bytes));
  }

  async function granted(answer: ServerAnswer): Promise<ServerAnswer> {
    if (!answer.isRefusal) return answer;
    const reason = refusalReason(await readText(answer.bytes, LARGEST_REFUSAL)) || answer.statusText;
    throw new ProviderError(`The model server answered ${answer.status}: ${reason}`);
  }

  return {
    kind: 'openai-compatible',
    defaultModel: name,

    async *stream(request) {
      const answer = await ask('/chat/completions', completionBody(request, true), request.signal);
      yield* readAnswer((await granted(answer)).bytes);
    },

    async complete(request) {
      const answer = await ask('/chat/completions', completionBody(request, false), request.signal);
      return (await gatherAnswer(readAnswer((await granted(answer)).bytes))).completion;
    },

    async forward(body, { signal }) {
      const asked = body['model'] || name === null ? body : { ...body, model: name };
      const answer = await ask('/chat/completions', asked, signal);
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
      const models = modelsSchema.safeParse(await askForJson('/models', null, signal));
      if (!models.success) throw new ProviderError('The model server sent no list of models.');
      return models.data.data.map((model) => model.id);
    },
  };
}

function completionBody(
  { model, messages, maxTokens, temperature }: CompletionRequest,
  stream: boolean,
): object {
  if (model === null) throw new ProviderError('No model is named: set MODEL_NAME.');
  // An agent may pass on the thread's messages as they are, and servers refuse a field that they do not know.
  const asked = messages.map(({ role, content }) => ({ role, content }));
  return { model, messages: asked, stream, max_tokens: maxTokens, temperature };
}

/** The JSON of a refusal: the server's own, or one such as OpenAI's around what it said. */
function refusalJson({ status, statusText }: ServerAnswer, text: string): object {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  const refusal = refusalSchema.safeParse(parseJson(text));
  const said = refusal.data ?? { error: { message: refusalReason(text) || statusText } };
  return { ...said, error: { type, param: null, code: null, ...said.error } };
}

function headersOf({ headers }: ServerAnswer): ForwardedAnswer['headers'] {
  const named = FORWARDED_HEADERS.map((header) => [header, headers.get(header)] as const);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== null));
}
