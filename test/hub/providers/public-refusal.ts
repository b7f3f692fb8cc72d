import type { ModelAnswer, ModelRequestBody } from '../../support/model-server.ts';

/** A message of a request, with any fields. */
export interface Sent {
  role: string;
  content?: unknown;
  tool_calls?: { id: string; extra_content?: unknown }[];
  tool_call_id?: string;
  [field: string]: unknown;
}

/** A refusal of a server from a public report. */
export interface PublicRefusal {
  /** The report's number and its subject. */
  name: string;
  /** The messages; by default one question. */
  asked?: Record<string, unknown>;
  /** Requests that match are refused like this. */
  refusals: { when: (body: ModelRequestBody, messages: Sent[]) => boolean; refusal: ModelAnswer }[];
  /** Number of requests for the first completion; the second one takes a single request. */
  requests: number;
  /** Number of requests for the second one, if the refusal is not remembered because it may change. */
  again?: number;
  /** Expected fields of the request that is answered. */
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
