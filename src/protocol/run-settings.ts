import { z } from 'zod';
import { toolChoiceSchema, toolsSchema, type FunctionTool, type ToolChoice } from './function-tool.ts';

/** In characters: as many as OpenAI takes. https://platform.openai.com/docs/api-reference/runs/createRun */
const LONGEST_INSTRUCTIONS = 256_000;

/** It is in each event that tells of the run, and in lists of runs. In characters. */
const LONGEST_MODEL_NAME = 1_000;
/** The JSON of a response format. */
const LONGEST_FORMAT = 256_000;
/** The fewest tokens that OpenAI takes as a limit. */
const FEWEST_TOKENS = 256;

export const instructionsSchema = z
  .string()
  .max(LONGEST_INSTRUCTIONS, `must be at most ${LONGEST_INSTRUCTIONS} characters long`);

export const modelNameSchema = z
  .string()
  .min(1)
  .max(LONGEST_MODEL_NAME, `must be at most ${LONGEST_MODEL_NAME} characters long`);

const responseFormatSchema = z
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
  .refine((format) => JSON.stringify(format).length <= LONGEST_FORMAT, 'is too long');

export type ResponseFormat = z.infer<typeof responseFormatSchema>;

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** What an assistant's model is asked with, and a run's. */
export const modelSettingsFields = {
  tools: toolsSchema.nullish(),
  response_format: responseFormatSchema.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  reasoning_effort: z.enum(EFFORTS).nullish(),
};

const tokensSchema = z.number().int().min(FEWEST_TOKENS);

/** The same of a run, which has some more. */
export const runSettingsFields = {
  ...modelSettingsFields,
  tool_choice: toolChoiceSchema.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_prompt_tokens: tokensSchema.nullish(),
  max_completion_tokens: tokensSchema.nullish(),
};

/** What the models of an assistant's runs are asked with. */
export interface ModelSettings {
  tools: FunctionTool[];
  /** Null, as each of the others: nothing is asked for, and the model's default counts. */
  response_format: ResponseFormat | null;
  temperature: number | null;
  top_p: number | null;
  reasoning_effort: (typeof EFFORTS)[number] | null;
}

/** What the models of a run are asked with. */
export interface RunSettings extends ModelSettings {
  tool_choice: ToolChoice | null;
  parallel_tool_calls: boolean;
  /** How many tokens the run may use of each kind. */
  max_prompt_tokens: number | null;
  max_completion_tokens: number | null;
}

/** Of a run that asks for nothing. */
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

/** The settings that a request names, without those that it leaves out. */
export type NamedSettings = { [Name in keyof RunSettings]?: RunSettings[Name] | null | undefined };

/** Settings with those that a request names, or that it sets to null, in the place of the others. */
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
