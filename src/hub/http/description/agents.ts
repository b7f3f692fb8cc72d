import { z } from 'zod';
import {
  agentDataInputSchema,
  agentDataListSchema,
  agentDataQuerySchema,
  agentDatumSchema,
} from '../../../protocol/agent-data.ts';
import { agentMetadataSchema, assistantSchema } from '../../../protocol/assistant.ts';
import { assistantInputSchema, assistantUpdateSchema } from '../../../protocol/assistant-input.ts';
import { pageQuerySchema } from '../../../protocol/page-query.ts';
import { entryFileSchema, entryFilterSchema, entrySchema } from '../routes/registry.ts';
import { deletedSchema, type Operation } from './operation.ts';

const fileNameSchema = z.object({ filename: z.string() });

/** Agents and assistants, the registry of agents, and the data that agents keep. */
export const AGENTS: readonly Operation[] = [
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
    answer: { pageOf: assistantSchema, description: 'A page of agents and assistants.' },
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
    description: 'Parameters that are left out stay as they are. Agents cannot be changed.',
    body: assistantUpdateSchema,
    answer: { schema: assistantSchema, description: 'The assistant.' },
  },
  {
    method: 'delete',
    path: '/assistants/{assistant_id}',
    tag: 'Assistants',
    summary: 'Delete an assistant',
    answer: { schema: deletedSchema('assistant.deleted'), description: 'Confirms the deletion.' },
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
    summary: 'Read the values that the agent keeps for the account',
    query: agentDataQuerySchema,
    answer: { schema: agentDataListSchema, description: 'The values, by key.' },
  },
  {
    method: 'post',
    path: '/agent_data',
    tag: 'For agents',
    summary: 'Keep a value for the account',
    body: agentDataInputSchema,
    answer: { schema: agentDatumSchema, description: 'The value.' },
  },
];
