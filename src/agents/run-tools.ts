import { choiceAfterCalls } from '../protocol/choice-after-calls.ts';
import { cutText } from '../protocol/cut-text.ts';
import { MAX_OUTPUTS_LENGTH } from '../protocol/tool-call-limits.ts';
import type {
  ChatMessage,
  FunctionTool,
  RunToolsOptions,
  StreamHandler,
  Tool,
  ToolCall,
  ToolCallMessage,
  ToolOutputMessage,
} from './agent.ts';
import type { Decision, HostStreamOptions, RecordedCall, RecordedLoop, RecordedTurn } from './agent-host.ts';
import { readCallMessage } from './call-message.ts';
import { joinServerTools, type ServerToolHost } from './join-server-tools.ts';
import { outputOf } from './run-call.ts';

const MAX_TURNS = 16;
const CUT = '\n[The output is cut here: it was too long.]';

/** The functions of an agent's environment that a tool loop needs. */
interface ToolLoopHost extends ServerToolHost {
  stream(messages: ChatMessage[], options: HostStreamOptions): StreamHandler;
  reply(text: string, completion: StreamHandler): void;
  /** Returns the id of a completion, for the next two functions. */
  idOf(completion: StreamHandler): string;
  answerCall(completion: string, place: number, output: string): void;
  approveCall(completion: string, place: number): Promise<Decision>;
  /** Returns what the loop of an earlier process has done. The next call returns null. */
  takeRecorded(): RecordedLoop | null;
  readonly signal: AbortSignal;
}

/** A call to run: a new one, or one that an earlier process has received. */
type CallToRun = { call: ToolCall } | RecordedCall;

/** The calls of a completion, and the tools that the model could call. */
interface CallsToRun {
  completion: string;
  tools: Record<string, Tool>;
  calling: ToolCallMessage;
  calls: CallToRun[];
}

/** Implements `Environment.runTools`. */
export function runTools(
  host: ToolLoopHost,
  messages: readonly ChatMessage[],
  { tools: own, mcpServers, mcpApproval, maxTurns = MAX_TURNS, ...options }: RunToolsOptions,
): Promise<StreamHandler> {
  const { signal } = host;
  const listTools = joinServerTools(host, {
    tools: own,
    ...(mcpServers && { mcpServers }),
    ...(mcpApproval && { mcpApproval }),
  });
  const conversation = [...messages];
  let { toolChoice } = options;

  /** Runs the calls of a completion, and adds them to the conversation with their outputs. */
  async function answer({ completion, tools, calling, calls }: CallsToRun): Promise<void> {
    const outputs = calls.map(async (one, place): Promise<ToolOutputMessage> => {
      const recorded = 'output' in one ? one : null;
      const approve = () => host.approveCall(completion, place);
      const output =
        recorded?.output ??
        cutOutput(await outputOf(tools, one.call, { approve, recorded, signal }), calls.length);
      if (recorded?.output == null) host.answerCall(completion, place, output);
      return { role: 'tool', tool_call_id: one.call.id, content: output };
    });
    conversation.push(calling, ...(await Promise.all(outputs)));
    toolChoice = choiceAfterCalls(toolChoice);
  }

  async function loop(): Promise<StreamHandler> {
    const { completion: earlier, turns: recorded } = host.takeRecorded() ?? { completion: '', turns: [] };
    for (const turn of recorded) {
      const calling = recordedCallMessage(turn);
      await answer({ completion: earlier, tools: await listTools(), calling, calls: turn.calls });
    }
    for (let turn = 1 + recorded.length; ; turn++) {
      const tools = await listTools();
      const completion = host.stream([...conversation], {
        ...options,
        ...(toolChoice && { toolChoice }),
        tools: Object.entries(tools).map(([name, tool]) => toDefinition(name, tool)),
        answersCalls: turn < maxTurns,
      });
      const calls = await completion.toolCalls();
      if (calls.length === 0) return completion;
      if (turn >= maxTurns) throw tooManyTurns(turn);
      const calling = await readCallMessage(completion, calls);
      if (calling.content.trim() !== '') host.reply(calling.content, completion);
      await answer({
        completion: host.idOf(completion),
        tools,
        calling,
        calls: calls.map((call) => ({ call })),
      });
    }
  }

  return unlessAborted(signal, loop);
}

function toDefinition(name: string, { description, parameters }: Tool): FunctionTool {
  return { type: 'function', function: { name, description, parameters } };
}

function recordedCallMessage({ content, reasoning, calls }: RecordedTurn): ToolCallMessage {
  return {
    role: 'assistant',
    content,
    tool_calls: calls.map(({ call }) => call),
    ...(reasoning !== '' && { reasoning_content: reasoning }),
  };
}

/** Shortens an output to its share of what all outputs of a completion may have. */
function cutOutput(output: string, calls: number): string {
  const room = Math.floor(MAX_OUTPUTS_LENGTH / calls);
  return output.length <= room ? output : cutText(output, room - CUT.length) + CUT;
}

function tooManyTurns(turns: number): Error {
  const times = turns === 1 ? 'its only completion' : `each of ${turns} completions`;
  return new Error(`The model called tools in ${times} and never answered. Raise maxTurns if it needs more.`);
}

/** Runs the work, but rejects when the signal is aborted, even if the work ignores the signal. */
function unlessAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    void work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
