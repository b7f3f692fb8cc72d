import type { CompletionChunk } from '../../src/agents/agent.ts';
import { chunkText, createStreamSource } from '../../src/agents/stream-handler.ts';
import type { CompletionRequest, Provider } from '../../src/hub/providers/provider.ts';

/** A completion that a test writes, chunk by chunk. */
export interface ScriptedCompletion {
  readonly request: CompletionRequest;
  push(...texts: string[]): void;
  pushChunk(chunk: CompletionChunk): void;
  end(): void;
  fail(error: Error): void;
}

/** A language model that says what the test says. */
export interface ScriptedProvider extends Provider {
  /** The next completion that is asked for, as soon as it is. */
  nextCompletion(): Promise<ScriptedCompletion>;
}

function textChunk(content: string): CompletionChunk {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

export function createScriptedProvider(): ScriptedProvider {
  const asked: ScriptedCompletion[] = [];
  const waiting: ((completion: ScriptedCompletion) => void)[] = [];

  function open(request: CompletionRequest) {
    const source = createStreamSource();
    request.signal.addEventListener('abort', () => source.fail(request.signal.reason as Error));
    const completion: ScriptedCompletion = {
      request,
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
    stream: open,
    async complete(request) {
      let text = '';
      for await (const chunk of open(request)) text += chunkText(chunk);
      return text;
    },
    listModels: async () => ['scripted'],
    nextCompletion() {
      const completion = asked.shift();
      return completion ? Promise.resolve(completion) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
