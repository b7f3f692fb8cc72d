import { z } from 'zod';
import { toolChoiceSchema, toolsSchema, type FunctionTool, type ToolChoice } from './function-tool.ts';

/**
 * Maximum length of instructions, in characters, as with OpenAI.
 * https://platform.openai.com/docs/api-reference/runs/createRun
 */
const MAX_INSTRUCTIONS_LENGTH = 256_000;

/**
 * Maximum length of a model's name, in characters. It is part of each event about a run's status, and of lists of runs.
 */
const MAX_MODEL_NAME_LENGTH = 1_000;
/** Maximum length of a response format as JSON, in characters. */
const MAX_FORMAT_LENGTH = 256_000;
/** Minimum value of a token limit, as with OpenAI. */
const MIN_TOKENS = 256;

export const instructionsSchema = z
  .string()
  .max(MAX_INSTRUCTIONS_LENGTH, `must be at most ${MAX_INSTRUCTIONS_LENGTH} characters long`);

export const modelNameSchema = z
  .string()
  .min(1)
  .max(MAX_MODEL_NAME_LENGTH, `must be at most ${MAX_MODEL_NAME_LENGTH} characters long`);

export const responseFormatSchema = z
  .union(
    [
      z.literal('auto'),
      z.strictObject({ type: z.enum(['text', 'json_object']) }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          description: z.string().nullish(),
          schema: z.record(z.string(), z.unknown()).nullish(),
          strict: z.boolean().nullish(),
        }),
      }),
    ],
    'must be auto, or an object of the type text, json_object or json_schema',
  )
  .refine((format) => JSON.stringify(format).length <= MAX_FORMAT_LENGTH, 'is too long');

export type ResponseFormat = z.infer<typeof responseFormatSchema>;

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** The model settings that assistants and runs have in common. */
export const modelSettingsFields = {
  tools: toolsSchema.nullish(),
  response_format: responseFormatSchema.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  reasoning_effort: z.enum(EFFORTS).nullish(),
};

const tokensSchema = z.number().int().min(MIN_TOKENS);

/** The model settings of a run. */
export const runSettingsFields = {
  ...modelSettingsFields,
  tool_choice: toolChoiceSchema.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_prompt_tokens: tokensSchema.nullish(),
  max_completion_tokens: tokensSchema.nullish(),
};

/** The settings of an assistant's model. */
export interface ModelSettings {
  tools: FunctionTool[];
  /** For this field and the fields below, null stands for the model's default. */
  response_format: ResponseFormat | null;
  temperature: number | null;
  top_p: number | null;
  reasoning_effort: (typeof EFFORTS)[number] | null;
}

/** The settings of a run's model. */
export interface RunSettings extends ModelSettings {
  tool_choice: ToolChoice | null;
  parallel_tool_calls: boolean;
  /** Maximum number of tokens that the run may use: in prompts, and in completions. */
  max_prompt_tokens: number | null;
  max_completion_tokens: number | null;
}

/** The default settings, for a run that sets none. */
export const NO_SETTINGS: RunSettings = {
  tools: [],
  response_format: null,
  temperature: null,
  top_p: null,
  reasoning_effort: null,
  tool_choice: null,
  parallel_tool_calls: true,
  max_prompt_tokens: null,
  max_completion_tokens: null,
};

/** The settings that a request contains. */
export type NamedSettings = { [Name in keyof RunSettings]?: RunSettings[Name] | null | undefined };

/** Returns the settings, overwritten by the settings that a request contains. */
export function withSettings<Settings extends ModelSettings>(
  settings: Settings,
  named: NamedSettings,
  nullCounts = false,
): Settings {
  const entries = Object.keys(settings).flatMap((name) => {
    const value = named[name as keyof RunSettings];
    if (value === undefined || (value === null && !nullCounts)) return [];
    return [[name, value ?? NO_SETTINGS[name as keyof RunSettings]]];
  });
  return { ...settings, ...Object.fromEntries(entries) };
}
