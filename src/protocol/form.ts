import { z } from 'zod';

/** Maximum number of fields of a form. */
const MAX_FIELDS = 20;
/** Maximum length of a form as JSON, in characters. */
const MAX_LENGTH = 20_000;

const labels = { title: z.string().optional(), description: z.string().optional() };

const textFieldSchema = z.object({
  type: z.literal('string'),
  ...labels,
  /** The choices; any text if left out. */
  enum: z.array(z.string()).min(1).optional(),
  format: z.enum(['email', 'uri', 'date', 'date-time']).optional(),
  minLength: z.number().int().min(0).optional(),
  maxLength: z.number().int().min(1).optional(),
  default: z.string().optional(),
});

const numberFieldSchema = z.object({
  type: z.enum(['number', 'integer']),
  ...labels,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.number().optional(),
});

const yesNoFieldSchema = z.object({
  type: z.literal('boolean'),
  ...labels,
  default: z.boolean().optional(),
});

const fieldSchema = z.discriminatedUnion('type', [textFieldSchema, numberFieldSchema, yesNoFieldSchema]);

export type FormField = z.infer<typeof fieldSchema>;

/**
 * A small form: the JSON schema of an object without nested objects, as in MCP's elicitation. Other keywords are removed.
 * Shape: https://modelcontextprotocol.io/specification/2025-06-18/client/elicitation
 */
export const formSchema = z
  .object({
    type: z.literal('object'),
    properties: z.record(z.string(), fieldSchema),
    required: z.array(z.string()).optional(),
  })
  .refine(({ properties }) => Object.keys(properties).length <= MAX_FIELDS, {
    error: `must have at most ${MAX_FIELDS} fields`,
    path: ['properties'],
  })
  .refine(({ properties, required = [] }) => required.every((name) => Object.hasOwn(properties, name)), {
    error: 'must name only fields that are in properties',
    path: ['required'],
  })
  .refine(
    (form) => JSON.stringify(form).length <= MAX_LENGTH,
    `must be at most ${MAX_LENGTH} characters of JSON`,
  );

export type Form = z.infer<typeof formSchema>;
