import type {
  ChatMessage,
  ChosenServerTools,
  CompletionChunk,
  CompletionOptions,
  Form,
  RunAgentOptions,
  StreamOptions,
  ThreadMessage,
  ToolCall,
} from './agent.ts';

/** Receives one streamed completion. */
export interface CompletionReceiver {
  /** May return a promise that settles when the receiver is ready for more. */
  push(chunk: CompletionChunk): void | Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/** Options of a completion that the hub streams. */
export interface HostStreamOptions extends StreamOptions {
  /** Whether the agent sends the output of each tool call. The step of the calls ends with the last output. */
  answersCalls?: boolean;
}

/** A tool of an MCP server. */
export interface ServerTool {
  server: string;
  /** The name that the server gives it. */
  name: string;
  /** Empty if the server gives none. */
  description: string;
  /** The JSON schema of the arguments. */
  parameters: Record<string, unknown>;
}

/** A piece of an agent's own text, or of its thinking. */
export interface WrittenPiece {
  kind: 'text' | 'thinking';
  value: string;
}

/** The decision of the person on a tool call. */
export interface Decision {
  approve: boolean;
  /** Why the person denied the call. */
  reason: string | null;
  /** The `callHash` of the call that the person decided on. */
  hash: string;
}

/** A tool call that an earlier process of the run's agent has received. */
export interface RecordedCall {
  call: ToolCall;
  /** Null if the call has no output yet. */
  output: string | null;
  /** Whether the person has approved it, so that it may have run. */
  isApproved: boolean;
}

/** A completion with tool calls that an earlier process of the run's agent has received. */
export interface RecordedTurn {
  /** The text before the calls. */
  content: string;
  /** What the model thought before the calls. */
  reasoning: string;
  calls: RecordedCall[];
}

/** What the tool loop of an earlier process had done when the hub was stopped. */
export interface RecordedLoop {
  turns: RecordedTurn[];
  /** The id of the last turn's completion, for `answerCall` and `approveCall`. */
  completion: string;
}

/** A run of another agent that has started. The id is null if it starts after this run, on the same thread. */
export interface StartedRun {
  threadId: string;
  runId: string | null;
}

/**
 * The hub's functions for one run of an agent. `Environment` is built on them. The hub implements them for a run; in an
 * agent's process, the channel to the hub implements them.
 */
export interface AgentHost {
  /** Starts a streamed completion. Returns its id, for `reply`. Throws if the run has ended. */
  stream(messages: ChatMessage[], options: HostStreamOptions, receiver: CompletionReceiver): string;
  /**
   * Sends the output of a tool call, once per call.
   * @param completion the id of a streamed completion that has ended. Its options have `answersCalls`.
   * @param place the place of the call among the calls of the completion
   */
  answerCall(completion: string, place: number, output: string): void;
  /** Asks the person whether a tool call may run. The parameters are those of `answerCall`. */
  approveCall(completion: string, place: number): Promise<Decision>;
  /** Asks the person to fill in a form. Resolves to null if the person declines. */
  ask(question: string, form: Form): Promise<Record<string, unknown> | null>;
  /** What an earlier process has done; null if this is the first process of the run. */
  readonly recorded: RecordedLoop | null;
  /** Opens a stream of the agent's own text. Returns its id, for `reply`. */
  openText(): string;
  /** Adds a piece to a stream of the agent's own text. */
  writeText(id: string, piece: WrittenPiece): void;
  /** Ends a stream of the agent's own text. */
  closeText(id: string): void;
  complete(messages: ChatMessage[], options: CompletionOptions): Promise<string>;
  /** @param completion the id of the stream from which the text was made; null if the agent named none */
  reply(text: string, completion: string | null): void;
  listMessages(): Promise<ThreadMessage[]>;
  runAgent(agentId: string, options: RunAgentOptions): Promise<StartedRun>;
  /**
   * Resolves to the replies of another run, once it has ended. Rejects if it has not finished its work.
   * @param runId the id of a run that `runAgent` has started
   */
  repliesOf(runId: string): Promise<string[]>;
  requestUserInput(): void;
  /**
   * Returns tools of the agent's MCP servers. Servers that have not been used in this run are started.
   * @param chosen null for all tools of all servers in the agent's metadata
   * @throws Error for a person if a server is not allowed or cannot be used
   */
  listServerTools(chosen: ChosenServerTools | null): Promise<ServerTool[]>;
  /**
   * Calls a tool of an MCP server, and resolves to its output.
   * @throws Error for the model if the tool or the server fails
   */
  callServerTool(server: string, tool: string, args: Record<string, unknown>): Promise<string>;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
}
