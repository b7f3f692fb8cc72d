import type { ChatMessage, CompletionChunk, CompletionOptions, ThreadMessage } from '../agent.ts';

/*
 * The hub and the process of an agent speak over one duplex pipe, the process's file descriptor 3: a line of JSON, a
 * frame, for each thing they say. Requests bear an id, and answers the id of the request.
 */

/** The file descriptor of the channel in the process of an agent. */
export const CHANNEL_FD = 3;

/** An error as it is sent: what a person or an agent can read from it. */
export interface SentError {
  name: string;
  message: string;
  /** As a `ProviderError` has them. */
  code?: string;
  reason?: string;
}

/** What modules have been compiled to, by keys that the process of an agent makes of their sources. */
export type Compiled = Record<string, string>;

/** What the hub sends. */
export type HubFrame =
  /** The first one. `file` is the absolute path of the `agent.ts`; the variables join `process.env`. */
  | { type: 'start'; file: string; variables: Record<string, string>; compiled: Compiled }
  /** More of a streamed completion. */
  | { type: 'chunks'; id: number; chunks: CompletionChunk[] }
  /** The answer to a request. For a streamed completion: it has ended, and there is no value. */
  | { type: 'done'; id: number; value?: string | ThreadMessage[] }
  | { type: 'failed'; id: number; error: SentError }
  /** The run ends. */
  | { type: 'abort'; error: SentError };

/** What the process of an agent sends. */
export type AgentFrame =
  /** Before any code of the agent has run: what it consists of, where that is not what the hub knew. */
  | { type: 'compiled'; compiled: Compiled }
  /** From now on it is the agent that speaks. */
  | { type: 'begin' }
  | { type: 'stream'; id: number; messages: ChatMessage[]; options: CompletionOptions }
  | { type: 'complete'; id: number; messages: ChatMessage[]; options: CompletionOptions }
  | { type: 'list'; id: number }
  /** `of` is the id of a streamed completion. */
  | { type: 'reply'; text: string; of: number | null }
  | { type: 'input' }
  /** The last one: how the agent ended. */
  | { type: 'returned' }
  | { type: 'threw'; error: SentError; isFromHub: boolean; place: string | null };
