import { z } from 'zod';
import type { StreamOptions } from '../../../agents/agent.ts';
import { toolChoiceSchema, toolsSchema } from '../../../protocol/function-tool.ts';
import { responseFormatSchema, type RunSettings } from '../../../protocol/run-settings.ts';

const optionsSchema = z.object({
  tools: toolsSchema.optional(),
  toolChoice: toolChoiceSchema.optional(),
  parallelToolCalls: z.boolean().optional(),
  responseFormat: responseFormatSchema.optional(),
});

/**
 * Returns the settings in an agent's options of a completion: the tools, and the form of the answer.
 * @throws Error that names the invalid option
 */
export function readToolSettings(options: StreamOptions): Partial<RunSettings> {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new Error(`The option ${path.join('.')} of a completion is invalid: ${message}.`);
  }
  const { tools, toolChoice, parallelToolCalls, responseFormat } = parsed.data;
  return {
    ...(tools && { tools }),
    ...(toolChoice && { tool_choice: toolChoice }),
    ...(parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
    ...(responseFormat && { response_format: responseFormat }),
  };
}
