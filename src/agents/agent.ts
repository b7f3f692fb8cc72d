/** A message for a language model. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A message of the thread, in the form that agents receive: a message for a model, with its id. */
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
      /** The model's reasoning before its answer. */
      reasoning_content?: string | null | undefined;
      /** The text with which the model declines to answer. */
      refusal?: string | null | undefined;
      [field: string]: unknown;
    };
    finish_reason?: string | null | undefined;
    [field: string]: unknown;
  }[];
  [field: string]: unknown;
}

/**
 * A completion that is being streamed. It can be passed to `addReply`, and iterated any number of times: each iteration
 * starts at the first chunk. If the model failed, iterating and `text` throw its error.
 */
export interface StreamHandler extends AsyncIterable<CompletionChunk> {
  /** Resolves to the whole text once the completion has ended. */
  text(): Promise<string>;
}

/** Options of one completion. They override the options of the run. */
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
   * Adds a message to the thread. If `reply` is a completion, waits until the completion has ended. The message
   * replaces the text that was streamed for that completion, or for the completion in `of`, even if the texts differ.
   * Without a completion, the message replaces the streamed text that is equal to it. Streamed text that ended before
   * the replaced text began is discarded. A reply without text adds no message, and the run ends with the status
   * `incomplete`.
   */
  addReply(reply: string | StreamHandler, options?: ReplyOptions): Promise<void>;
  /**
   * Returns the messages of the thread that should be sent to a model, oldest first. Failed replies are left out. If
   * the thread is too long, its oldest messages are left out too.
   */
  listMessages(): Promise<ThreadMessage[]>;
  /** Makes the run end with a request for the person's next message, once the agent returns. */
  requestUserInput(): void;
  /** Aborted when the run is cancelled or times out. */
  readonly signal: AbortSignal;
}

/** An agent: the default export of an `agent.ts`. The run ends when its promise settles. */
export type Agent = (env: Environment) => Promise<void>;
