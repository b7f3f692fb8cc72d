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
  ToolOutputMessage,
} from './agent.ts';
import type { HostStreamOptions } from './agent-host.ts';
import { readCallMessage } from './call-message.ts';
import { joinServerTools, type ServerToolHost } from './join-server-tools.ts';

const MAX_TURNS = 16;
/** Maximum number of characters of invalid arguments that the model gets back. */
const MAX_QUOTED = 200;
const CUT = '\n[The output is cut here: it was too long.]';

/** The functions of an agent's environment that a tool loop needs. */
interface ToolLoopHost extends ServerToolHost {
  stream(messages: ChatMessage[], options: HostStreamOptions): StreamHandler;
  reply(text: string, completion: StreamHandler): void;
  answerCall(completion: StreamHandler, place: number, output: string): void;
  readonly signal: AbortSignal;
}

/** Implements `Environment.runTools`. */
export function runTools(
  host: ToolLoopHost,
  messages: readonly ChatMessage[],
  { tools: own, mcpServers, maxTurns = MAX_TURNS, ...options }: RunToolsOptions,
): Promise<StreamHandler> {
  const { signal } = host;
  const listTools = joinServerTools(host, { tools: own, ...(mcpServers && { mcpServers }) });

  async function loop(): Promise<StreamHandler> {
    const conversation = [...messages];
    let { toolChoice } = options;
    for (let turn = 1; ; turn++) {
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
      const outputs = calls.map(async (call, place): Promise<ToolOutputMessage> => {
        const output = cutOutput(await outputOf(tools, call, signal), calls.length);
        host.answerCall(completion, place, output);
        return { role: 'tool', tool_call_id: call.id, content: output };
      });
      conversation.push(calling, ...(await Promise.all(outputs)));
      toolChoice = choiceAfterCalls(toolChoice);
    }
  }

  return unlessAborted(signal, loop);
}

function toDefinition(name: string, { description, parameters }: Tool): FunctionTool {
  return { type: 'function', function: { name, description, parameters } };
}

/** Runs a call. Never throws: the model gets the error, and can correct its call. */
async function outputOf(
  tools: Record<string, Tool>,
  { function: { name, arguments: json } }: ToolCall,
  signal: AbortSignal,
): Promise<string> {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (!tool) return `Error: there is no tool ${JSON.stringify(name)}. ${listOf(Object.keys(tools))}`;
  try {
    return toText(await tool.run(parseArguments(json), { signal }));
  } catch (error) {
    return `Error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function listOf(names: string[]): string {
  return names.length === 0 ? 'There are no tools.' : `The tools are: ${names.join(', ')}.`;
}

/** Some models write nothing if a tool needs no arguments. */
function parseArguments(json: string): Record<string, unknown> {
  const args: unknown = json.trim() === '' ? {} : parseJson(json);
  if (typeof args !== 'object' || args === null || Array.isArray(args))
    throw new Error(`the arguments are not a JSON object: ${cutText(json, MAX_QUOTED)}`);
  return args as Record<string, unknown>;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // reported like other arguments that are no object
  }
}

function toText(result: unknown): string {
  return typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
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
