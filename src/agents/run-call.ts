import { cutText } from '../protocol/cut-text.ts';
import { denial } from '../protocol/denial.ts';
import { errorOutput } from '../protocol/output-state.ts';
import type { Tool, ToolCall } from './agent.ts';
import type { Decision, RecordedCall } from './agent-host.ts';
import { callHash } from './call-hash.ts';

/** Maximum number of characters of invalid arguments that the model gets back. */
const MAX_QUOTED = 200;
const MAY_HAVE_RUN =
  'the server was restarted while this tool ran. It may have run or not, and it was not run again.';

interface CallOptions {
  /** Asks the person whether the call may run. */
  approve: () => Promise<Decision>;
  /** The call as an earlier process has left it; null if the call is new. */
  recorded: RecordedCall | null;
  signal: AbortSignal;
}

/** Runs a call, and returns its output. Never throws: the model gets the error, and can correct its call. */
export async function outputOf(
  tools: Record<string, Tool>,
  call: ToolCall,
  { approve, recorded, signal }: CallOptions,
): Promise<string> {
  const { name, arguments: json } = call.function;
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (!tool) return errorOutput(`there is no tool ${JSON.stringify(name)}. ${listOf(Object.keys(tools))}`);
  try {
    const args = parseArguments(json);
    const asks = await needsApproval(tool, parseArguments(json)); // it cannot change what the tool gets
    if (recorded && (recorded.isApproved || !asks)) throw new Error(MAY_HAVE_RUN);
    if (asks) {
      const { approve: isApproved, reason, hash } = await approve();
      if (!isApproved) return denial(reason);
      if (hash !== callHash(call)) throw new Error('the person approved another call. This one was not run.');
    }
    return toText(await tool.run(args, { signal }));
  } catch (error) {
    return errorOutput(error);
  }
}

async function needsApproval({ approval }: Tool, args: Record<string, unknown>): Promise<boolean> {
  return typeof approval === 'function' ? approval(args) : approval === 'ask';
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
