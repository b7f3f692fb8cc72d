/** A message as a language model takes it. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A message of the thread, as an agent sees it: what a model takes, and its id. */
export interface ThreadMessage extends ChatMessage {
  id: string;
}

/**
 * One chunk of a streamed completion, in OpenAI's form whatever the model server's is.
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
 * A completion while it streams. It can be iterated as often as an agent likes, each time from its
 * first chunk, and it can be given to `addReply`. Iterating, and `text`, throw what the model failed with.
 */
export interface StreamHandler extends AsyncIterable<CompletionChunk> {
  /** The whole text, once the completion has ended. */
  text(): Promise<string>;
}

/** What one completion does otherwise than the run would. */
export interface CompletionOptions {
  /** Instead of the model that the run would use. */
  model?: string;
  /** The longest answer, in tokens. */
  maxTokens?: number;
  temperature?: number;
}

/** What there is to know of a reply. */
export interface ReplyOptions {
  /** The completion whose text was edited to make the reply. */
  of?: StreamHandler;
}

/** What the hub gives an agent for one run. After the run has ended, every call throws. */
export interface Environment {
  /** Asks the model, and shows the answer to the run's clients as it streams. */
  completion(messages: ChatMessage[], options: CompletionOptions & { stream: true }): StreamHandler;
  /** Asks the model, and gives the whole answer. Throws what the model failed with. */
  completion(messages: ChatMessage[], options?: CompletionOptions & { stream?: false }): Promise<string>;
  /**
   * Writes a message to the thread, at the latest when the completion that it is given has ended. It takes the place
   * of the text that streamed for that completion, or for the one in `of`, whatever the message says; where neither
   * is given, of the text that it repeats. Streamed text that had ended before that began is discarded. A reply
   * without text writes no message: the run ends `incomplete`.
   */
  addReply(reply: string | StreamHandler, options?: ReplyOptions): Promise<void>;
  /**
   * The messages of the thread that a model is sent, oldest first: without replies that failed, and without the oldest
   * ones of a thread that is too long.
   */
  listMessages(): Promise<ThreadMessage[]>;
  /** Ends the run, once the agent returns, with the question to the person to go on. */
  requestUserInput(): void;
  /** Aborted when the run is cancelled or has expired. */
  readonly signal: AbortSignal;
}

/** An agent: what an `agent.ts` exports by default. The run lasts until its promise settles. */
export type Agent = (env: Environment) => Promise<void>;
