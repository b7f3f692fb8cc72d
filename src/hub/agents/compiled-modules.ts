import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Compiled } from '../../agents/process/frames.ts';

/**
 * What agents in TypeScript have been compiled to. Their processes compile them, and cannot keep that themselves: none may
 * write what another one runs. So the hub keeps it, and takes it only from a process that has not run an agent yet.
 */
export interface CompiledModules {
  /** What the agent of this file consists of, as far as it is known. */
  read(file: string): Promise<Compiled>;
  /** Never throws: what cannot be kept is compiled again. */
  keep(file: string, compiled: Compiled): Promise<void>;
}

const compiledSchema = z.record(z.string(), z.string());

/** @param folder where it is kept between two starts of the hub; it need not be there, or writable */
export function createCompiledModules(folder: string): CompiledModules {
  const known = new Map<string, Compiled>();

  function pathOf(file: string): string {
    return join(folder, `${createHash('sha256').update(file).digest('hex')}.json`);
  }

  async function load(file: string): Promise<Compiled> {
    try {
      return compiledSchema.parse(JSON.parse(await readFile(pathOf(file), 'utf8')));
    } catch {
      return {}; // there is none, or none that is whole
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
        // A folder that cannot be written to: it is known until the hub ends.
      }
    },
  };
}
