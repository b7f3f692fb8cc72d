import { z } from 'zod';
import type { CompletionRequest, Provider } from '../provider.ts';
import { ProviderError } from '../provider.ts';
import { startIdleTimeout } from './idle-timeout.ts';
import { readChunks } from './read-chunks.ts';
import { causeOf, parseJson, refusalReason } from './server-answers.ts';

interface OpenAiProviderOptions {
  /** The server's address, up to and without `/chat/completions`. */
  baseUrl: string;
  apiKey: string | null;
  /** The model that is asked where a run names none. */
  name: string | null;
  /** How long the server may send nothing at all, in milliseconds. */
  idleTimeout: number;
}

const answerSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string().nullish() }) })).min(1),
});
const modelsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });
/** Any server that speaks OpenAI's chat completions: https://platform.openai.com/docs/api-reference/chat */
export function createOpenAiProvider(options: OpenAiProviderOptions): Provider {
  const { baseUrl, apiKey, name, idleTimeout } = options;

  async function call(path: string, body: object | null, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (apiKey) headers['authorization'] = `Bearer ${apiKey}`;
    const method = body ? 'POST' : 'GET';
    let response: Response;
    try {
      response = await fetch(baseUrl + path, { method, headers, body: body && JSON.stringify(body), signal });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const { origin } = new URL(baseUrl);
      throw new ProviderError(`The model server at ${origin} cannot be reached (${causeOf(error)}).`, {
        cause: error,
      });
    }
    if (!response.ok) throw new ProviderError(await refusal(response));
    return response;
  }

  async function refusal(response: Response): Promise<string> {
    const reason = refusalReason(await response.text()) || response.statusText;
    return `The model server answered ${response.status}: ${reason}`;
  }

  async function askForJson(path: string, body: object | null, signal: AbortSignal): Promise<unknown> {
    const idle = startIdleTimeout(idleTimeout, signal);
    try {
      const response = await call(path, body, idle.signal);
      return parseJson(await response.text());
    } catch (error) {
      throw reasonFor(error, idle.signal);
    } finally {
      idle.stop();
    }
  }

  /** Some servers repeat the key that they were shown. */
  function withoutKey(text: string): string {
    return apiKey ? text.replaceAll(apiKey, '[key]') : text;
  }

  /** An abort counts as what it was made for; a connection that breaks counts as the provider's failure. */
  function reasonFor(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    const message =
      error instanceof ProviderError
        ? error.message
        : `The connection to the model server broke off (${causeOf(error)}).`;
    return new ProviderError(withoutKey(message), { cause: error });
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

  return {
    kind: 'openai-compatible',
    defaultModel: name,

    async *stream(request) {
      const body = completionBody(request, true);
      const idle = startIdleTimeout(idleTimeout, request.signal);
      try {
        const response = await call('/chat/completions', body, idle.signal);
        yield* readChunks(response, idle.restart);
      } catch (error) {
        throw reasonFor(error, idle.signal);
      } finally {
        idle.stop();
      }
    },

    async complete(request) {
      const body = completionBody(request, false);
      const answer = answerSchema.safeParse(await askForJson('/chat/completions', body, request.signal));
      if (!answer.success) throw new ProviderError('The model server sent no chat completion.');
      return answer.data.choices[0]?.message.content ?? '';
    },

    async listModels(signal) {
      const models = modelsSchema.safeParse(await askForJson('/models', null, signal));
      if (!models.success) throw new ProviderError('The model server sent no list of models.');
      return models.data.data.map((model) => model.id);
    },
  };
}
