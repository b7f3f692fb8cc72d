import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { inject } from 'vitest';
import { ALWAYS_AVAILABLE } from '../../src/hub/db/availability.ts';
import type { OpenDatabase } from '../../src/hub/db/database.ts';
import * as schema from '../../src/hub/db/schema.ts';
import { yieldingClient } from '../../src/hub/db/yielding-client.ts';

/** Closed and emptied databases, which the next tests reuse. */
const free: PGlite[] = [];

/** Opens an empty database in memory, with all migrations. The caller closes it. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  const client = free.pop() ?? (await loadTestDatabase());
  const { lent, takeBack } = lend(client);
  return {
    kind: 'pglite',
    db: drizzle(yieldingClient(lent), { schema }),
    availability: ALWAYS_AVAILABLE,
    async close() {
      if (!takeBack()) return;
      await deleteRows(client);
      free.push(client);
    },
  };
}

/** Loads a migrated database into memory. The caller closes it. */
export async function loadTestDatabase(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: new Blob([await readFile(inject('migratedData').archive)]) });
}

/** Lends a client. After `takeBack`, calls of the lent client fail, as those of a closed one do. */
function lend(client: PGlite): { lent: PGlite; takeBack: () => boolean } {
  let isLent = true;
  const { proxy, revoke } = Proxy.revocable(client, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    lent: proxy,
    takeBack() {
      const wasLent = isLent;
      isLent = false;
      revoke();
      return wasLent;
    },
  };
}

/** Empties all tables, after everything that was started before. */
async function deleteRows(client: PGlite): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  await client.exec(`truncate ${rows.map(({ name }) => name).join()} restart identity cascade`);
}
