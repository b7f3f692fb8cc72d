import { z } from 'zod';
import { accountSchema, accountTokenSchema, newAccountTokenSchema } from '../../../protocol/account.ts';
import { apiErrorSchema } from '../../../protocol/api-error.ts';
import { agentDataInputSchema, agentDatumSchema, jsonValueSchema } from '../../../protocol/agent-data.ts';
import { agentRequestSchema, agentRequestStateSchema } from '../../../protocol/agent-request.ts';
import { agentMetadataSchema, assistantSchema } from '../../../protocol/assistant.ts';
import { assistantInputSchema, assistantUpdateSchema } from '../../../protocol/assistant-input.ts';
import { childRunInputSchema } from '../../../protocol/child-run.ts';
import { messageSchema } from '../../../protocol/message.ts';
import { messageInputSchema, threadMessageInputSchema } from '../../../protocol/message-input.ts';
import { metadataSchema } from '../../../protocol/metadata.ts';
import { runInputSchema, runUpdateSchema, threadRunInputSchema } from '../../../protocol/run-input.ts';
import { runNoticeSchema } from '../../../protocol/run-notice.ts';
import { runStepSchema } from '../../../protocol/run-step.ts';
import { threadFileInputSchema, threadFileSchema } from '../../../protocol/thread-file.ts';
import { agentOutputsSchema, toolOutputsSchema } from '../../../protocol/tool-outputs.ts';
import { threadSchema } from '../../../protocol/thread.ts';
import { forkInputSchema, subthreadInputSchema, threadInputSchema } from '../../../protocol/thread-input.ts';
import { apiRunSchema } from './api-run.ts';

/** The schemas that have a name in the description. A schema that contains one of them refers to it by that name. */
const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Account: accountSchema,
  AccountToken: accountTokenSchema,
  AgentDataInput: agentDataInputSchema,
  AgentDatum: agentDatumSchema,
  AgentMetadata: agentMetadataSchema,
  AgentOutputs: agentOutputsSchema,
  AgentRequest: agentRequestSchema,
  AgentRequestState: agentRequestStateSchema,
  Assistant: assistantSchema,
  AssistantInput: assistantInputSchema,
  AssistantUpdate: assistantUpdateSchema,
  ChildRunInput: childRunInputSchema,
  Error: apiErrorSchema,
  ForkInput: forkInputSchema,
  Json: jsonValueSchema,
  Message: messageSchema,
  MessageInput: messageInputSchema,
  Metadata: metadataSchema,
  NewAccountToken: newAccountTokenSchema,
  Run: apiRunSchema,
  RunInput: runInputSchema,
  RunNotice: runNoticeSchema,
  RunStep: runStepSchema,
  RunUpdate: runUpdateSchema,
  SubthreadInput: subthreadInputSchema,
  Thread: threadSchema,
  ThreadFile: threadFileSchema,
  ThreadFileInput: threadFileInputSchema,
  ThreadInput: threadInputSchema,
  ThreadMessageInput: threadMessageInputSchema,
  ThreadRunInput: threadRunInputSchema,
  ToolOutputs: toolOutputsSchema,
};

/** A JSON schema in the form that OpenAPI 3.1 uses. */
export type JsonSchema = Record<string, unknown>;

const NAMES = new Map<z.core.$ZodType, string>(
  Object.entries(COMPONENTS).map(([name, schema]) => [schema, name]),
);

/** Describes the JSON on the wire (`io: 'input'`), not the values into which zod turns it. */
const OPTIONS = {
  io: 'input',
  unrepresentable: 'any',
  override: ({ jsonSchema }) => withoutLimitsOfNumbers(jsonSchema),
} as const satisfies Parameters<typeof z.toJSONSchema>[1];

/** Returns the named schemas, as JSON schemas. */
export function namedSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, uri: referenceTo });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutIdentity(schema)]));
}

/** Returns the name of a schema; undefined if it has none. */
export function nameOf(schema: z.core.$ZodType): string | undefined {
  return NAMES.get(schema);
}

/**
 * Returns a reference to a schema if it has a name. Otherwise returns the schema itself, with references to the named
 * schemas in it.
 */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const name = nameOf(schema);
  if (name !== undefined) return { $ref: referenceTo(name) };
  return withoutIdentity(
    z.toJSONSchema(schema, {
      ...OPTIONS,
      override({ zodSchema, jsonSchema }) {
        const part = nameOf(zodSchema);
        if (part === undefined) return withoutLimitsOfNumbers(jsonSchema);
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
        jsonSchema.$ref = referenceTo(part);
      },
    }),
  );
}

/** Returns the name of the schema that a JSON schema refers to; undefined if the JSON schema is not a reference. */
export function referencedName({ $ref: reference }: JsonSchema): string | undefined {
  return typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
}

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}

function withoutIdentity(schema: JsonSchema): JsonSchema {
  const own = { ...schema };
  delete own['$schema'];
  delete own['$id'];
  return own;
}

/** Removes the limits of integers that Zod adds because of JavaScript. They are not limits of the API. */
function withoutLimitsOfNumbers(schema: JsonSchema): void {
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
}
