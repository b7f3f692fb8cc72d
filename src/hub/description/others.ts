import { z } from 'zod';
import {
  accountSchema,
  accountTokenInputSchema,
  accountTokenSchema,
  newAccountTokenSchema,
} from '../../protocol/account.ts';
import { agentDataInputSchema, agentDataQuerySchema } from '../../protocol/agent-data.ts';
import {
  agentMetadataSchema,
  assistantInputSchema,
  assistantSchema,
  assistantUpdateSchema,
} from '../../protocol/assistant.ts';
import { healthSchema } from '../../protocol/health.ts';
import { pageQuerySchema } from '../../protocol/page.ts';
import { signInSchema } from '../routes/account.ts';
import { entryFileSchema, entryFilterSchema, entrySchema } from '../routes/registry.ts';
import { deletedSchema, type Operation } from './operation.ts';

const modelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.number(),
  owned_by: z.string(),
});
const agentDatumSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  key: z.string(),
  value: z.unknown(),
  created_at: z.string(),
  updated_at: z.string(),
});
const readySchema = z.object({ status: z.literal('ready') });
const fileNameSchema = z.object({ filename: z.string() });

/** Agents, models, accounts, and what operators ask for. */
export const OTHERS: readonly Operation[] = [
  {
    method: 'post',
    path: '/assistants',
    tag: 'Assistants',
    summary: 'Create an assistant',
    body: assistantInputSchema,
    answer: { schema: assistantSchema, description: 'The assistant.' },
  },
  {
    method: 'get',
    path: '/assistants',
    tag: 'Assistants',
    summary: 'List agents and assistants',
    description: 'In ascending order the agents come first, by id, and then the assistants, oldest first.',
    query: pageQuerySchema,
    answer: { pageOf: assistantSchema, description: 'A page of what can be run.' },
  },
  {
    method: 'get',
    path: '/assistants/{assistant_id}',
    tag: 'Assistants',
    summary: 'Retrieve an agent or an assistant',
    answer: { schema: assistantSchema, description: 'The agent, or the assistant.' },
  },
  {
    method: 'post',
    path: '/assistants/{assistant_id}',
    tag: 'Assistants',
    summary: 'Change an assistant',
    description: 'What is left out stays as it is. Agents cannot be changed.',
    body: assistantUpdateSchema,
    answer: { schema: assistantSchema, description: 'The assistant.' },
  },
  {
    method: 'delete',
    path: '/assistants/{assistant_id}',
    tag: 'Assistants',
    summary: 'Delete an assistant',
    answer: { schema: deletedSchema('assistant.deleted'), description: 'That it was deleted.' },
  },
  {
    method: 'post',
    path: '/registry/list_entries',
    tag: 'Registry',
    summary: 'List agents as entries of a registry, as the NEAR AI hub did',
    query: entryFilterSchema,
    body: entryFilterSchema,
    answer: { schema: z.array(z.looseObject({ id: z.number() })), description: 'The entries.' },
  },
  {
    method: 'post',
    path: '/registry/download_metadata',
    tag: 'Registry',
    summary: 'Download the metadata of an agent',
    body: entrySchema,
    answer: { schema: agentMetadataSchema, description: 'Its `metadata.json`.' },
  },
  {
    method: 'post',
    path: '/registry/list_files',
    tag: 'Registry',
    summary: 'List the files of an agent',
    body: entrySchema,
    answer: { schema: z.array(fileNameSchema), description: 'All but `metadata.json`.' },
  },
  {
    method: 'post',
    path: '/registry/download_file',
    tag: 'Registry',
    summary: 'Download a file of an agent',
    body: entryFileSchema,
    answer: { contentType: 'application/octet-stream', description: 'The file.' },
  },
  {
    method: 'get',
    path: '/agent_data',
    tag: 'For agents',
    summary: 'Read what the agent keeps for the account',
    query: agentDataQuerySchema,
    answer: {
      schema: z.object({ object: z.literal('list'), data: z.array(agentDatumSchema) }),
      description: 'The values.',
    },
  },
  {
    method: 'post',
    path: '/agent_data',
    tag: 'For agents',
    summary: 'Keep a value for the account',
    body: agentDataInputSchema,
    answer: { schema: agentDatumSchema, description: 'The value.' },
  },
  {
    method: 'post',
    path: '/chat/completions',
    tag: 'Models',
    summary: 'Ask a model',
    description:
      'The request and the answer are those of OpenAI’s chat completions. With the headers `thread_id` and `run_id` the ' +
      'answer is streamed to the clients of that run as well; its id is the answer’s header `message_id`.',
    body: z.looseObject({}),
    answer: { schema: z.looseObject({}), description: 'The completion, as the model server gives it.' },
    streams: true,
  },
  {
    method: 'get',
    path: '/models',
    tag: 'Models',
    summary: 'List models',
    answer: {
      schema: z.object({ object: z.literal('list'), data: z.array(modelSchema) }),
      description: 'The models that can be named.',
    },
  },
  {
    method: 'get',
    path: '/models/{model}',
    tag: 'Models',
    summary: 'Retrieve a model',
    answer: { schema: modelSchema, description: 'The model.' },
  },
  {
    method: 'get',
    path: '/account',
    tag: 'Account',
    summary: 'Retrieve the account',
    answer: { schema: accountSchema, description: 'Whose threads this client sees.' },
  },
  {
    method: 'post',
    path: '/account/token',
    tag: 'Account',
    summary: 'Create a token for another program',
    description: 'For browsers only.',
    body: accountTokenInputSchema,
    answer: { schema: newAccountTokenSchema, description: 'The token. It is shown this once.' },
  },
  {
    method: 'get',
    path: '/account/tokens',
    tag: 'Account',
    summary: 'List the tokens of the account',
    description: 'For browsers only.',
    query: pageQuerySchema,
    answer: { pageOf: accountTokenSchema, description: 'The tokens, without their secrets.' },
  },
  {
    method: 'delete',
    path: '/account/tokens/{token_id}',
    tag: 'Account',
    summary: 'Revoke a token',
    description: 'For browsers only.',
    answer: { schema: deletedSchema('account.token.deleted'), description: 'That it was revoked.' },
  },
  {
    method: 'post',
    path: '/session',
    tag: 'Account',
    summary: 'Sign a browser in',
    body: signInSchema,
    answer: { schema: accountSchema, description: 'The account. A cookie comes with it.' },
    isPublic: true,
  },
  {
    method: 'delete',
    path: '/session',
    tag: 'Account',
    summary: 'Sign a browser out',
    answer: { nothing: true, description: 'The session has ended.' },
    isPublic: true,
  },
  {
    method: 'get',
    path: '/health',
    tag: 'Operation',
    summary: 'Whether the server lives, and what it runs on',
    answer: { schema: healthSchema, description: 'It does.' },
    isAtRoot: true,
    isPublic: true,
  },
  {
    method: 'get',
    path: '/ready',
    tag: 'Operation',
    summary: 'Whether requests that need the database can be answered',
    answer: {
      schema: readySchema,
      description: 'They can. Else the status is 503, and `missing` says what is missing.',
    },
    isAtRoot: true,
    isPublic: true,
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Operation',
    summary: 'Metrics, as Prometheus reads them',
    answer: { contentType: 'text/plain', description: 'The metrics.' },
    isAtRoot: true,
  },
  {
    method: 'get',
    path: '/openapi.json',
    tag: 'Operation',
    summary: 'This description',
    answer: { schema: z.looseObject({ openapi: z.literal('3.1.0') }), description: 'An OpenAPI document.' },
    isPublic: true,
  },
];
