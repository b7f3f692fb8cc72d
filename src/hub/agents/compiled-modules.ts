import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Compiled } from '../../agents/process/frames.ts';

/**
 * Cache of compiled TypeScript agents. Agents' processes compile the code, but must not write the cache themselves,
 * because other agents' processes run the code in it. So the hub stores compiled code, and accepts it only from a
 * process that has not run any agent code yet.
 */
export interface CompiledModules {
  /** Returns the cached modules of the agent in this file; empty if there are none. */
  read(file: string): Promise<Compiled>;
  /** Stores compiled modules. Never throws: modules that cannot be stored are compiled again. */
  keep(file: string, compiled: Compiled): Promise<void>;
}

const compiledSchema = z.record(z.string(), z.string());

/**
 * Creates a cache.
 * @param folder where the cache is stored on disk; the folder need not exist or be writable
 */
export function createCompiledModules(folder: string): CompiledModules {
  const known = new Map<string, Compiled>();

  function pathOf(file: string): string {
    return join(folder, `${createHash('sha256').update(file).digest('hex')}.json`);
  }

  async function load(file: string): Promise<Compiled> {
    try {
      return compiledSchema.parse(JSON.parse(await readFile(pathOf(file), 'utf8')));
    } catch {
      return {}; // the file does not exist, or is incomplete
    }
  }

  return {
    async read(file) {
      const compiled = known.get(file) ?? (await load(file));
      known.set(file, compiled);
      return compiled;
    },
    async keep(file, compiled) {
      known.set(file, compiled);
      const path = pathOf(file);
      const unfinished = `${path}.${process.pid}`;
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(unfinished, JSON.stringify(compiled), { mode: 0o600 });
        await rename(unfinished, path);
      } catch {
        // The folder is not writable: the modules are cached in memory only.
      }
    },
  };
}
