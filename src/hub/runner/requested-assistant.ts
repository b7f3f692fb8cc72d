import { isDeepStrictEqual } from 'node:util';
import { NO_SETTINGS, withSettings, type RunSettings } from '../../protocol/run-settings.ts';
import type { RunInput } from '../../protocol/run-input.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { RefusedError } from '../errors/refused-error.ts';
import { findAssistant, isAssistantId } from '../db/assistants.ts';
import type { Database } from '../db/database.ts';

/** Who is to run, and what the assistant brings to that, where it is one that was made over the API. */
export interface RequestedAssistant {
  id: string;
  model: string | null;
  instructions: string | null;
  settings: RunSettings;
}

/**
 * The parameters of a run that an agent of a folder has no use for, and what asks for nothing in each, as clients send it
 * unasked: it chooses its tools and its prompts itself.
 */
const ONLY_OF_ASSISTANTS = {
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  max_prompt_tokens: null,
} as const satisfies Partial<RunInput>;

const NAMES = Object.keys(ONLY_OF_ASSISTANTS) as (keyof typeof ONLY_OF_ASSISTANTS)[];

/**
 * The assistant that a run is asked for.
 * @throws RefusedError if there is none (`not_found`), or it has no use for a parameter (`invalid`)
 */
export async function requestedAssistant(
  db: Database,
  agents: AgentCatalog,
  accountId: string,
  input: RunInput,
): Promise<RequestedAssistant> {
  const { assistant_id: id } = input;
  const settings = withSettings(NO_SETTINGS, input);
  if (input.delegate_execution) return { id, model: null, instructions: null, settings }; // the hub need not know it
  const made = isAssistantId(id) ? await findAssistant(db, accountId, id) : null;
  if (made) {
    const merged = withSettings(withSettings(NO_SETTINGS, made.settings), input);
    assertChoosable(merged);
    return { ...made, settings: merged };
  }
  const agent = agents.find(id);
  if (!agent)
    throw new RefusedError('not_found', `No assistant found with id '${id}'.`, { param: 'assistant_id' });
  const useless = NAMES.find(
    (name) => !isDeepStrictEqual(input[name] ?? ONLY_OF_ASSISTANTS[name], ONLY_OF_ASSISTANTS[name]),
  );
  if (useless !== undefined) {
    throw new RefusedError(
      'invalid',
      `'${useless}' is for assistants that are made over the API: ${agent.id} is an agent, which decides that itself.`,
      { param: useless, code: 'unsupported_parameter' },
    );
  }
  return { id: agent.id, model: null, instructions: null, settings };
}

/** Makes sure that the run has the tools that are to be called. */
function assertChoosable({ tools, tool_choice: choice }: RunSettings): void {
  if (choice === null || choice === 'auto' || choice === 'none') return;
  const name = choice === 'required' ? null : choice.function.name;
  if (tools.some((tool) => name === null || tool.function.name === name)) return;
  const missing = name === null ? 'no tools' : `no function '${name}' among its tools`;
  throw new RefusedError('invalid', `'tool_choice': the run has ${missing}.`, { param: 'tool_choice' });
}
