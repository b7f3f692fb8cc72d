import type { CompletionChunk } from '../../../agents/agent.ts';
import type { Usage } from '../../../protocol/usage.ts';

/** Why an answer stopped: it was at its end, or at the number of tokens that was asked for, or it calls tools. */
export type FinishReason = 'stop' | 'length' | 'tool_calls';

/** Puts one completion in OpenAI's shape, all of it under one id. */
export interface CompletionForm {
  chunk(
    delta: { role?: string; content?: string; tool_calls?: object[] },
    finish: FinishReason | null,
  ): CompletionChunk;
  /** The chunk that comes last where a client asks for the usage. */
  usageChunk(usage: Usage): CompletionChunk;
  /** The completion in one piece: https://platform.openai.com/docs/api-reference/chat/object */
  whole(text: string, finish: FinishReason, usage: Usage): object;
}

/** The form of a new completion by the model of that name. */
export function createCompletionForm(model: string): CompletionForm {
  const id = `chatcmpl-${crypto.randomUUID()}`;
  const created = Math.floor(Date.now() / 1_000);
  const ofChunk = { id, object: 'chat.completion.chunk', created, model };
  return {
    chunk: (delta, finish) => ({ ...ofChunk, choices: [{ index: 0, delta, finish_reason: finish }] }),
    usageChunk: (usage) => ({ ...ofChunk, choices: [], usage }),
    whole(text, finish, usage) {
      const message = { role: 'assistant', content: text, refusal: null };
      const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
      return { id, object: 'chat.completion', created, model, choices, usage };
    },
  };
}
