import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AgentCatalog, AgentEntry } from '../../agents/agent-catalog.ts';
import { notFound } from '../../errors/refused-error.ts';
import { validBody, validQuery } from '../validation/validate.ts';

const count = z.coerce.number().int().min(0);
const flag = z.union([z.boolean(), z.stringbool()]);

/** Schema of the filter for the entries to list. Each field can be missing or empty. */
export const entryFilterSchema = z.object({
  namespace: z.string().optional(),
  category: z.string().optional(),
  /** Separated by commas. An entry must have all of them. */
  tags: z.string().optional(),
  total: count.optional(),
  offset: count.optional(),
  show_hidden: flag.optional(),
  show_latest_version: flag.optional(),
  /** Entries of this hub have neither stars nor forks. */
  starred_by: z.string().optional(),
  fork_of_name: z.string().optional(),
  fork_of_namespace: z.string().optional(),
});

type Filter = z.infer<typeof entryFilterSchema>;

const DEFAULT_TOTAL = 32;

/** Schema of a body that names one entry. */
export const entrySchema = z.object({
  entry_location: z.object({ namespace: z.string(), name: z.string(), version: z.string() }),
});
/** Schema of a body that names a file of an entry. */
export const entryFileSchema = entrySchema.extend({ path: z.string() });

/**
 * `/registry` lists the agents as entries of a registry and downloads them, in the form of the NEAR AI hub:
 * https://github.com/nearai/nearai/blob/main/hub/api/v1/registry.py
 */
export function registryRoutes({ agents }: { agents: AgentCatalog }): Hono {
  function existingEntry({ entry_location: { namespace, name, version } }: z.infer<typeof entrySchema>) {
    const id = `${namespace}/${name}/${version}`;
    const entry = agents.find(id);
    if (!entry) throw notFound('entry', id);
    return entry;
  }

  return new Hono()
    .post('/list_entries', async (context) => {
      const inBody = await validBody(context, entryFilterSchema);
      const filter = { ...inBody, ...validQuery(context, entryFilterSchema) };
      const { total = DEFAULT_TOTAL, offset = 0 } = filter;
      const entries = agents.list().filter((entry) => matchesFilter(agents, entry, filter));
      // The newest version of an agent comes first.
      return context.json(
        entries
          .toReversed()
          .slice(offset, offset + total)
          .map(toEntryInformation),
      );
    })
    .post('/download_metadata', async (context) => {
      return context.json(existingEntry(await validBody(context, entrySchema)).metadata);
    })
    .post('/list_files', async (context) => {
      const { id } = existingEntry(await validBody(context, entrySchema));
      const files = await agents.files(id);
      // Clients fetch the metadata with a separate call, and write metadata.json themselves.
      return context.json(files.filter((file) => file !== 'metadata.json').map((filename) => ({ filename })));
    })
    .post('/download_file', async (context) => {
      const request = await validBody(context, entryFileSchema);
      const file = await agents.readFile(existingEntry(request).id, request.path);
      if (!file) throw notFound('file', request.path);
      return context.body(new Uint8Array(file), 200, { 'content-type': 'application/octet-stream' });
    });
}

function matchesFilter(agents: AgentCatalog, { id, metadata }: AgentEntry, filter: Filter): boolean {
  const [namespace, name] = id.split('/');
  const tags = filter.tags?.split(',').filter((tag) => tag !== '') ?? [];
  return (
    (!filter.namespace || filter.namespace === namespace) &&
    (!filter.category || filter.category === metadata.category) &&
    tags.every((tag) => metadata.tags.includes(tag)) &&
    (filter.show_hidden === true || metadata.show_entry) &&
    (filter.show_latest_version === false || agents.find(`${namespace}/${name}/latest`)?.id === id) &&
    !filter.starred_by &&
    !filter.fork_of_name &&
    !filter.fork_of_namespace
  );
}

function toEntryInformation({ id, metadata, changedAt }: AgentEntry) {
  const { category, description, details, tags, version } = metadata;
  return {
    id: toNumber(id),
    namespace: id.split('/')[0],
    name: metadata.name,
    version,
    updated: changedAt.toISOString(),
    category,
    description,
    details,
    tags,
    num_forks: 0,
    num_stars: 0,
    starred_by_point_of_view: false,
    fork_of: null,
  };
}

/** Returns a stable id: clients expect a positive 32-bit number that never changes for an entry. */
function toNumber(id: string): number {
  return Math.max(1, createHash('sha256').update(id).digest().readUInt32BE() >>> 1);
}
