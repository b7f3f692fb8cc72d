/** A message for a language model. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A message of the thread, as agents see it: a message for a model, with its id. */
export interface ThreadMessage extends ChatMessage {
  id: string;
}

/**
 * One chunk of a streamed completion, in OpenAI's form for every model server.
 * Shape: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export interface CompletionChunk {
  choices: {
    index: number;
    delta: {
      role?: string | null | undefined;
      content?: string | null | undefined;
      /** What the model thinks before it answers. */
      reasoning_content?: string | null | undefined;
      /** Why the model declines to answer. */
      refusal?: string | null | undefined;
      [field: string]: unknown;
    };
    finish_reason?: string | null | undefined;
    [field: string]: unknown;
  }[];
  [field: string]: unknown;
}

/**
 * A completion while it streams. It can be iterated any number of times, each time from its first chunk, and passed to
 * `addReply`. Iterating and `text` throw the model's error if it failed.
 */
export interface StreamHandler extends AsyncIterable<CompletionChunk> {
  /** Resolves to the whole text once the completion has ended. */
  text(): Promise<string>;
}

/** Options of one completion that override those of the run. */
export interface CompletionOptions {
  /** The model to use. */
  model?: string;
  /** Maximum length of the answer, in tokens. */
  maxTokens?: number;
  temperature?: number;
}

/** Options of a reply. */
export interface ReplyOptions {
  /** The completion that the reply was edited from. */
  of?: StreamHandler;
}

/** The hub's interface for an agent, for one run. Every call throws once the run has ended. */
export interface Environment {
  /** Requests a completion, and streams it to the run's clients. */
  completion(messages: ChatMessage[], options: CompletionOptions & { stream: true }): StreamHandler;
  /** Requests a completion, and resolves to the whole answer. Throws the model's error if it failed. */
  completion(messages: ChatMessage[], options?: CompletionOptions & { stream?: false }): Promise<string>;
  /**
   * Adds a message to the thread. If it is a completion, waits until that has ended. The message replaces the text
   * streamed for that completion, or for the one in `of`, even if the texts differ. Otherwise it replaces the streamed
   * text that equals it. Streamed text that had ended before the replaced text began is discarded. A reply without text
   * adds no message, and the run ends `incomplete`.
   */
  addReply(reply: string | StreamHandler, options?: ReplyOptions): Promise<void>;
  /**
   * The messages of the thread that a model should be sent, oldest first: without failed replies, and without the oldest
   * messages of a thread that is too long.
   */
  listMessages(): Promise<ThreadMessage[]>;
  /** When the agent returns, ends the run with a request for the person's next message. */
  requestUserInput(): void;
  /** Aborted when the run is cancelled or times out. */
  readonly signal: AbortSignal;
}

/** An agent: the default export of an `agent.ts`. The run ends when its promise settles. */
export type Agent = (env: Environment) => Promise<void>;
