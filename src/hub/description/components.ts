import { z } from 'zod';
import { accountSchema, accountTokenSchema, newAccountTokenSchema } from '../../protocol/account.ts';
import { apiErrorSchema } from '../../protocol/api-error.ts';
import { agentDataInputSchema, jsonValueSchema } from '../../protocol/agent-data.ts';
import {
  agentMetadataSchema,
  assistantInputSchema,
  assistantSchema,
  assistantUpdateSchema,
} from '../../protocol/assistant.ts';
import { childRunInputSchema } from '../../protocol/child-run.ts';
import { messageInputSchema, messageSchema, threadMessageInputSchema } from '../../protocol/message.ts';
import { metadataSchema } from '../../protocol/metadata.ts';
import { runInputSchema, runUpdateSchema, threadRunInputSchema } from '../../protocol/run-input.ts';
import { runNoticeSchema } from '../../protocol/run-notice.ts';
import { threadFileInputSchema } from '../../protocol/thread-file.ts';
import { toolOutputsSchema } from '../../protocol/tool-outputs.ts';
import {
  forkInputSchema,
  subthreadInputSchema,
  threadInputSchema,
  threadSchema,
} from '../../protocol/thread.ts';
import { runStepSchema } from './run-step.ts';
import { toldRunSchema } from './told-run.ts';

/** The schemas that have a name in the description. Where one is part of another, it is referred to. */
const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Account: accountSchema,
  AccountToken: accountTokenSchema,
  AgentDataInput: agentDataInputSchema,
  AgentMetadata: agentMetadataSchema,
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
  Run: toldRunSchema,
  RunInput: runInputSchema,
  RunNotice: runNoticeSchema,
  RunStep: runStepSchema,
  RunUpdate: runUpdateSchema,
  SubthreadInput: subthreadInputSchema,
  Thread: threadSchema,
  ThreadFileInput: threadFileInputSchema,
  ThreadInput: threadInputSchema,
  ThreadMessageInput: threadMessageInputSchema,
  ThreadRunInput: threadRunInputSchema,
  ToolOutputs: toolOutputsSchema,
};

/** A JSON schema, as OpenAPI 3.1 takes it. */
export type JsonSchema = Record<string, unknown>;

const NAMES = new Map(Object.entries(COMPONENTS).map(([name, schema]) => [schema, name]));

/** What a client sends, and what it has to be able to read: neither is what a schema makes of it. */
const OPTIONS = {
  io: 'input',
  unrepresentable: 'any',
  override: ({ jsonSchema }) => withoutLimitsOfNumbers(jsonSchema),
} as const satisfies Parameters<typeof z.toJSONSchema>[1];

/** The schemas with a name. */
export function namedSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of NAMES) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { ...OPTIONS, uri: referenceTo });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutIdentity(schema)]));
}

/** The name of a schema; undefined if it has none. */
export function nameOf(schema: z.ZodType): string | undefined {
  return NAMES.get(schema);
}

/** A reference to a schema if it has a name, else the schema itself. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const name = nameOf(schema);
  return name === undefined ? withoutIdentity(z.toJSONSchema(schema, OPTIONS)) : { $ref: referenceTo(name) };
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

/** Zod limits whole numbers to those that JavaScript can tell apart, which says nothing of the API. */
function withoutLimitsOfNumbers(schema: JsonSchema): void {
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
}
