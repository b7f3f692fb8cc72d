import type { ChatMessage, CompletionChunk } from '../../src/agents/agent.ts';
import { createStreamSource } from '../../src/agents/stream-handler.ts';
import { jsonAnswer, streamedAnswer } from '../../src/hub/providers/completion-answer.ts';
import { gatherAnswer } from '../../src/hub/providers/openai-compatible/reading/gather-answer.ts';
import type { CompletionRequest, Provider } from '../../src/hub/providers/provider.ts';

/** A completion that a test writes, chunk by chunk. */
export interface ScriptedCompletion {
  readonly request: CompletionRequest;
  /** The body of a forwarded request; null for others. */
  readonly forwarded: Readonly<Record<string, unknown>> | null;
  push(...texts: string[]): void;
  pushChunk(chunk: CompletionChunk): void;
  end(): void;
  fail(error: Error): void;
}

/** A language model whose completions the test writes. */
export interface ScriptedProvider extends Provider {
  /** Waits for the next request for a completion. */
  nextCompletion(): Promise<ScriptedCompletion>;
}

function textChunk(content: string): CompletionChunk {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

export function createScriptedProvider(): ScriptedProvider {
  const asked: ScriptedCompletion[] = [];
  const waiting: ((completion: ScriptedCompletion) => void)[] = [];

  function open(request: CompletionRequest, forwarded: ScriptedCompletion['forwarded'] = null) {
    const source = createStreamSource();
    request.signal.addEventListener('abort', () => source.fail(request.signal.reason as Error));
    const completion: ScriptedCompletion = {
      request,
      forwarded,
      push: (...texts) => texts.forEach((text) => source.push(textChunk(text))),
      pushChunk: source.push,
      end: source.end,
      fail: source.fail,
    };
    const next = waiting.shift();
    if (next) next(completion);
    else asked.push(completion);
    return source.handler;
  }

  return {
    kind: 'practice',
    defaultModel: 'scripted',
    stream: (request) => open(request),
    complete: async (request) => (await gatherAnswer(open(request))).completion,
    async forward(body, { signal }) {
      const {
        model = null,
        messages = [],
        stream,
      } = body as {
        model?: string;
        messages?: ChatMessage[];
        stream?: boolean;
      };
      const said = open({ model, messages, signal }, body);
      if (stream) return streamedAnswer(said);
      return jsonAnswer(200, (await gatherAnswer(said)).json);
    },
    listModels: async () => ['scripted'],
    nextCompletion() {
      const completion = asked.shift();
      return completion ? Promise.resolve(completion) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
