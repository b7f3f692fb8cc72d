import type { Form } from '../protocol/form.ts';
import type { FunctionTool, ToolChoice } from '../protocol/function-tool.ts';
import type { ResponseFormat } from '../protocol/run-settings.ts';

export type { Form, FunctionTool, ResponseFormat, ToolChoice };

/** A message that is only text. */
export interface TextMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A message in which a model calls tools. The output of each call follows. */
export interface ToolCallMessage {
  role: 'assistant';
  /** The text before the calls; empty if there is none. */
  content: string;
  tool_calls: ToolCall[];
  /** The model's reasoning before the calls. Left out for models that refuse it. */
  reasoning_content?: string;
  /** The same in OpenRouter's form: https://openrouter.ai/docs/use-cases/reasoning-tokens */
  reasoning_details?: object[];
}

/** The output of a tool call. */
export interface ToolOutputMessage {
  role: 'tool';
  tool_call_id: string;
  content: string;
}

/** A message for a language model. */
export type ChatMessage = TextMessage | ToolCallMessage | ToolOutputMessage;

/** A message of the thread, in the form that agents receive: a message for a model, with its id. */
export interface ThreadMessage extends TextMessage {
  id: string;
}

/** A complete tool call. */
export interface ToolCall {
  id: string;
  type: 'function';
  /** `arguments` is JSON as the model wrote it. It can be invalid. */
  function: { name: string; arguments: string };
}

/** What one chunk adds to the tool call with this index. The first piece of a call has its id and its name. */
export interface ToolCallPiece {
  index?: number;
  id?: string | null;
  type?: string;
  function?: { name?: string | null; arguments?: string | null; [field: string]: unknown } | null;
  [field: string]: unknown;
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
      tool_calls?: readonly ToolCallPiece[] | null | undefined;
      /** The web pages that the answer cites, each once. */
      annotations?: readonly object[] | null | undefined;
      [field: string]: unknown;
    };
    finish_reason?: string | null | undefined;
    [field: string]: unknown;
  }[];
  [field: string]: unknown;
}

/**
 * A completion that is being streamed. It can be passed to `addReply`, and iterated any number of times: each iteration
 * starts at the first chunk. If the model failed, iterating, `text` and `toolCalls` throw its error.
 */
export interface StreamHandler extends AsyncIterable<CompletionChunk> {
  /** Resolves to the whole text once the completion has ended. */
  text(): Promise<string>;
  /** Resolves to the tool calls once the completion has ended; empty if the model calls none. */
  toolCalls(): Promise<ToolCall[]>;
}

/**
 * A stream of the agent's own text. It can be passed to `addReply` like a completion, at any time; the reply is added
 * when the stream has ended. It has at most 1,000,000 characters. Every call throws once the run has ended.
 */
export interface StreamWriter extends StreamHandler {
  /** Streams text of the reply to the run's clients. Each call is one delta. */
  write(text: string): void;
  /** Streams thinking, which clients show beside the reply. Each call is one delta. */
  think(text: string): void;
  /** Ends the stream. */
  end(): void;
}

/** Options of one completion. They override the options of the run. */
export interface CompletionOptions {
  /** The model to use. */
  model?: string;
  /** Maximum length of the answer, in tokens. */
  maxTokens?: number;
  temperature?: number;
  /** The form of the answer, such as JSON. */
  responseFormat?: ResponseFormat;
}

/** Options of a streamed completion. At most 128 tools, with 256,000 characters of JSON in all. */
export interface StreamOptions extends CompletionOptions {
  /** The functions that the model may call. */
  tools?: FunctionTool[];
  /** Whether the model may or must call tools, and which. By default, it may call any. */
  toolChoice?: ToolChoice;
  /** False: the model calls at most one tool at a time. */
  parallelToolCalls?: boolean;
}

/** A tool that an agent runs. */
export interface Tool {
  /** Tells the model what the tool does and when to use it. */
  description: string;
  /** The JSON schema of the arguments, which are an object. */
  parameters: Record<string, unknown>;
  /**
   * Runs the tool. A result that is not a string is sent to the model as JSON. An error is sent to the model as text.
   * @param args the arguments as the model wrote them. They may not match the schema.
   */
  run(args: Record<string, unknown>, context: ToolContext): unknown;
  /**
   * Whether the person is asked before the tool runs: always (`ask`), or if the function returns true for the
   * arguments. The person may approve all later calls of the tool in the conversation at once. If the person denies a
   * call, the model gets the reason as its output.
   */
  approval?: 'ask' | ((args: Record<string, unknown>) => boolean | Promise<boolean>);
}

/** The context of one call of a tool. */
export interface ToolContext {
  /** Aborted when the run ends: stop working. */
  readonly signal: AbortSignal;
}

/** Tools of MCP servers, by the names of the servers: all tools, or those with these names. */
export type ChosenServerTools = Record<string, 'all' | string[]>;

/** Options of `runTools`. A `toolChoice` that requires a call applies to the first completion only. */
export interface RunToolsOptions extends Omit<StreamOptions, 'tools'> {
  /** The tools by their names: 1 to 64 letters, digits, underscores or hyphens. */
  tools: Record<string, Tool>;
  /**
   * The tools of MCP servers that the model may call too. The agent's metadata must name the servers. By default, all
   * tools of all of them; `{}` for none. A tool gets the name `server_tool`.
   */
  mcpServers?: ChosenServerTools;
  /** Whether the person is asked before a tool of an MCP server runs, as with a tool's own `approval`. False by default. */
  mcpApproval?: Tool['approval'];
  /** Maximum number of completions, 16 by default. */
  maxTurns?: number;
}

/** Options of a reply. */
export interface ReplyOptions {
  /** The completion that the reply was edited from. */
  of?: StreamHandler;
}

/** Options of a run of another agent. */
export interface RunAgentOptions {
  /** A message for the other agent, in addition to those of its thread. Not allowed on the same thread. */
  query?: string;
  /**
   * The thread of the other run: a copy of this thread (`fork`, the default), a child of it (`child`), or this thread
   * (`same`). On the same thread, the run starts after this one has ended.
   */
  threadMode?: 'fork' | 'child' | 'same';
  /** Whether this agent runs again, on the thread of the other run, after the other run has ended. */
  callback?: boolean;
}

/** A run of another agent. */
export interface OtherRun {
  readonly threadId: string;
  /**
   * Resolves to the replies of the other agent, once its run has ended.
   * @throws Error if it has failed, or was stopped, or is on the same thread, so that it starts later
   */
  replies(): Promise<string[]>;
}

/** The hub's interface for an agent, for one run. Every call throws once the run has ended. */
export interface Environment {
  /** Requests a completion, and streams it to the run's clients. */
  completion(messages: ChatMessage[], options: StreamOptions & { stream: true }): StreamHandler;
  /** Requests a completion, and resolves to the whole answer. Throws the model's error if it failed. */
  completion(messages: ChatMessage[], options?: CompletionOptions & { stream?: false }): Promise<string>;
  /**
   * Requests completions, and runs the tools that the model calls, until it calls none. All calls of a completion run at
   * the same time. Returns the last completion, for `addReply`. Each completion that calls tools is a step of the run,
   * which streams the calls and their outputs. Text that the model writes before it calls tools becomes a message.
   *
   * The model gets an error as the output of a call if the arguments are no JSON object, there is no such tool, or the
   * tool throws. The outputs of one completion have at most 524,288 characters in all, and are cut beyond that.
   * @throws the model's error, or an Error if the model still calls tools after `maxTurns` completions, or if an MCP
   * server is not allowed or cannot be started
   */
  runTools(messages: ChatMessage[], options: RunToolsOptions): Promise<StreamHandler>;
  /**
   * Runs another agent. Resolves once its run has started. People see it as a row of the conversation, which opens to
   * show what the other agent writes. If this run is stopped, the other one is stopped, too. At most 16 runs follow from
   * one, 4 levels deep.
   * @param agentId `namespace/name/version`; the version may be `latest`
   */
  runAgent(agentId: string, options?: RunAgentOptions): Promise<OtherRun>;
  /** Opens a stream of the agent's own text. */
  stream(): StreamWriter;
  /**
   * Asks the person, and resolves to the text of the answer, or to one of the choices; null if the person declines to
   * answer. The run waits meanwhile.
   * @throws Error if the run is on a child thread, where no person reads
   */
  ask(question: string, options?: { choices?: string[] }): Promise<string | null>;
  /** Asks the person to fill in a form. Resolves to the content of the form, which is valid; null if the person declines. */
  ask(question: string, options: { form: Form }): Promise<Record<string, unknown> | null>;
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
