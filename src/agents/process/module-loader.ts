import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createJiti, type TransformOptions } from 'jiti';
import type { Compiled } from './frames.ts';

/** Maximum number of an agent's files that are compiled in advance, and their maximum total length, in characters. */
const MAX_FILES = 64;
const MAX_CHARACTERS = 512 * 1024;
const TYPESCRIPT = /(?<!\.d)\.[cm]?ts$/;
/** Marker that jiti writes into modules that it could not compile. */
const BROKEN = '__JITI_ERROR__';

const { version: VERSION } = createRequire(import.meta.url)('jiti/package.json') as { version: string };

/** Loads the modules of agents, in TypeScript or JavaScript. */
export interface ModuleLoader {
  /**
   * Compiles the files of an agent that have not been compiled yet.
   * @param compiled the modules that have been compiled already
   * @returns all compiled modules; null if none is new
   */
  compile(file: string, compiled: Compiled): Compiled | null;
  /** Loads a module, and resolves to its default export. */
  load(file: string): Promise<unknown>;
}

export function createModuleLoader(): ModuleLoader {
  let known: Compiled = {};
  const compiler = createJiti(import.meta.url, { fsCache: false });
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    transform: (options) => ({ code: known[keyOf(options)] ?? compiler.transform(options) }),
  });

  return {
    compile(file, compiled) {
      known = {};
      let isNew = false;
      let length = 0;
      for (const filename of modulesOf(dirname(file)).slice(0, MAX_FILES)) {
        const source = readFileSync(filename, 'utf8');
        length += source.length;
        if (length > MAX_CHARACTERS) break;
        const options = { source, filename, ts: true, async: true, jsx: false };
        const key = keyOf(options);
        const code = compiled[key] ?? compiler.transform(options);
        isNew ||= compiled[key] === undefined && !code.includes(BROKEN);
        if (!code.includes(BROKEN)) known[key] = code;
      }
      return isNew ? known : null;
    },
    load: (file) => jiti.import(file, { default: true }),
  };
}

/** Returns the cache key of a module. Equal keys mean equal compiled code. */
function keyOf({ source, filename = '', async = false }: TransformOptions): string {
  const parts = [VERSION, filename, String(async), source];
  return createHash('sha256').update(parts.join('\0')).digest('base64');
}

function modulesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return modulesOf(path);
    return entry.isFile() && TYPESCRIPT.test(entry.name) ? [path] : [];
  });
}
