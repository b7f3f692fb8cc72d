import type { ModelAnswer, ModelRequestBody } from '../../support/model-server.ts';

/** A message of a request, as loosely as servers read it. */
export interface Sent {
  role: string;
  content?: unknown;
  tool_calls?: { id: string; extra_content?: unknown }[];
  tool_call_id?: string;
  [field: string]: unknown;
}

/** What a server refuses, as a public report describes it. */
export interface PublicRefusal {
  /** The report's number and what it is about. */
  name: string;
  /** What is asked of the model; by default one question. */
  asked?: Record<string, unknown>;
  /** Each request that matches is refused so. */
  refusals: { when: (body: ModelRequestBody, messages: Sent[]) => boolean; refusal: ModelAnswer }[];
  /** How many requests the first completion takes; the second takes one. */
  requests: number;
  /** How many the second one takes where that is not remembered, since it may change. */
  again?: number;
  /** Some of the fields of the request that is answered. */
  answered?: Record<string, unknown>;
}

export const user = (content: unknown): Sent => ({ role: 'user', content });
export const assistant = (content: unknown): Sent => ({ role: 'assistant', content });
export const callOf = (id: string, fields: object = {}): Sent => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name: 'search', arguments: '{}' }, ...fields } as never],
});
export const resultOf = (id: string): Sent => ({ role: 'tool', tool_call_id: id, content: 'found' });
export const tools = [{ type: 'function', function: { name: 'search', parameters: { type: 'object' } } }];
export const withCall = [user('A'), callOf('call_1'), resultOf('call_1')];
export const anthropic = (message: string) => ({
  type: 'error',
  error: { type: 'invalid_request_error', message },
  request_id: 'req_1',
});
export const mistral = (message: string, type: string, code: string) => ({
  object: 'error',
  message,
  type,
  param: null,
  code,
});
