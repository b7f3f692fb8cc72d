import type {
  ChatMessage,
  ChosenServerTools,
  CompletionChunk,
  CompletionOptions,
  Form,
  RunAgentOptions,
  ThreadMessage,
} from '../agent.ts';
import type {
  Decision,
  HostStreamOptions,
  RecordedTurn,
  ServerTool,
  StartedRun,
  WrittenPiece,
} from '../agent-host.ts';

/*
 * The hub and an agent's process exchange frames over one duplex pipe, file descriptor 3 of the process. A frame is one
 * line of JSON. Requests have an id, and answers have the id of their request.
 */

/** The file descriptor of the channel in the process of an agent. */
export const CHANNEL_FD = 3;

/** The fields of an error that are sent. */
export interface SentError {
  name: string;
  message: string;
  /** The `code` and `reason` of a `ProviderError`. */
  code?: string;
  reason?: string;
}

/** Compiled modules, by keys that the agent's process derives from their sources. */
export type Compiled = Record<string, string>;

/** The value of an answer: of a completion, a list of messages or tools, a decision, a form, another agent's run. */
export type AnswerValue =
  string | ThreadMessage[] | ServerTool[] | Decision | Record<string, unknown> | StartedRun | string[] | null;

/** The id of the last completion that an earlier process of the run has received. */
export const RECORDED_ID = 0;

/** The frames that the hub sends. */
export type HubFrame =
  /**
   * The first frame. `file` is the absolute path of the `agent.ts`; the variables are added to `process.env`; `recorded`
   * is what an earlier process of the run has done, and its last completion has the id 0.
   */
  | {
      type: 'start';
      file: string;
      variables: Record<string, string>;
      compiled: Compiled;
      recorded: RecordedTurn[] | null;
    }
  /** Chunks of a streamed completion. */
  | { type: 'chunks'; id: number; chunks: CompletionChunk[] }
  /** The answer to a request. For a streamed completion, it has no value, and means that the completion has ended. */
  | { type: 'done'; id: number; value?: AnswerValue }
  | { type: 'failed'; id: number; error: SentError }
  /** The run has ended. */
  | { type: 'abort'; error: SentError };

/** The frames that an agent's process sends. */
export type AgentFrame =
  /** The compiled modules of the agent, if the hub did not have all of them. Sent before any code of the agent runs. */
  | { type: 'compiled'; compiled: Compiled }
  /** Sent before the agent's code starts to run. The agent itself may have written any later frame. */
  | { type: 'begin' }
  | { type: 'stream'; id: number; messages: ChatMessage[]; options: HostStreamOptions }
  | { type: 'complete'; id: number; messages: ChatMessage[]; options: CompletionOptions }
  | { type: 'list'; id: number }
  /** Requests the tools of MCP servers. */
  | { type: 'tools'; id: number; chosen: ChosenServerTools | null }
  /** Calls a tool of an MCP server. */
  | { type: 'call'; id: number; server: string; tool: string; args: Record<string, unknown> }
  | { type: 'run'; id: number; agentId: string; options: RunAgentOptions }
  | { type: 'replies'; id: number; runId: string }
  /** The output of the call at this place among the calls of a streamed completion. */
  | { type: 'output'; of: number; place: number; output: string }
  /** Asks the person whether the call at this place may run. */
  | { type: 'approve'; id: number; of: number; place: number }
  | { type: 'ask'; id: number; question: string; form: Form }
  /** A stream of the agent's own text: it begins, gets a piece, ends. It has an id like a request, but no answer. */
  | { type: 'open'; id: number }
  | { type: 'write'; id: number; piece: WrittenPiece }
  | { type: 'close'; id: number }
  /** `of` is the id of a stream. */
  | { type: 'reply'; text: string; of: number | null }
  | { type: 'input' }
  /** The last frame: how the agent ended. */
  | { type: 'returned' }
  | { type: 'threw'; error: SentError; isFromHub: boolean; place: string | null };
