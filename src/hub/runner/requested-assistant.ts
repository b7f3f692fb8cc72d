import { isDeepStrictEqual } from 'node:util';
import { NO_SETTINGS, withSettings, type RunSettings } from '../../protocol/run-settings.ts';
import type { RunInput } from '../../protocol/run-input.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { RefusedError } from '../errors/refused-error.ts';
import { findAssistant, isAssistantId } from '../db/assistants.ts';
import type { Database } from '../db/database.ts';

/** The agent or assistant of a run, with the settings of an assistant that was created over the API. */
export interface RequestedAssistant {
  id: string;
  model: string | null;
  instructions: string | null;
  settings: RunSettings;
}

/**
 * Parameters that agents do not use, because they choose their tools and prompts themselves, with the values that
 * clients send by default.
 */
const ASSISTANT_ONLY = {
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  max_prompt_tokens: null,
} as const satisfies Partial<RunInput>;

const NAMES = Object.keys(ASSISTANT_ONLY) as (keyof typeof ASSISTANT_ONLY)[];

/**
 * Finds the assistant that a run requests.
 * @throws RefusedError if it does not exist (`not_found`), or does not support a parameter (`invalid`)
 */
export async function requestedAssistant(
  db: Database,
  agents: AgentCatalog,
  accountId: string,
  input: RunInput,
): Promise<RequestedAssistant> {
  const { assistant_id: id } = input;
  const settings = withSettings(NO_SETTINGS, input);
  if (input.delegate_execution) return { id, model: null, instructions: null, settings }; // the hub does not need to know it
  const made = isAssistantId(id) ? await findAssistant(db, accountId, id) : null;
  if (made) {
    const merged = withSettings(withSettings(NO_SETTINGS, made.settings), input);
    assertChoiceAvailable(merged);
    return { ...made, settings: merged };
  }
  const agent = agents.find(id);
  if (!agent)
    throw new RefusedError('not_found', `No assistant found with id '${id}'.`, { param: 'assistant_id' });
  const unsupported = NAMES.find(
    (name) => !isDeepStrictEqual(input[name] ?? ASSISTANT_ONLY[name], ASSISTANT_ONLY[name]),
  );
  if (unsupported !== undefined) {
    throw new RefusedError(
      'invalid',
      `'${unsupported}' works only with assistants that were created over the API. ${agent.id} is an agent and decides this itself. Leave the parameter out.`,
      { param: unsupported, code: 'unsupported_parameter' },
    );
  }
  return { id: agent.id, model: null, instructions: null, settings };
}

/** Checks that the run has the tools that its `tool_choice` requires. */
function assertChoiceAvailable({ tools, tool_choice: choice }: RunSettings): void {
  if (choice === null || choice === 'auto' || choice === 'none') return;
  const name = choice === 'required' ? null : choice.function.name;
  if (tools.some((tool) => name === null || tool.function.name === name)) return;
  const missing = name === null ? 'no tools. Add one' : `no function '${name}' among its tools. Add it`;
  throw new RefusedError('invalid', `'tool_choice': the run has ${missing} to 'tools'.`, {
    param: 'tool_choice',
  });
}
