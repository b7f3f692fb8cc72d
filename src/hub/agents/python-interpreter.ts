import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isAbsolute, sep } from 'node:path';
import { startFailure } from './agent-failure.ts';

const run = promisify(execFile);

/** An installation of Python. */
export interface Interpreter {
  /** The path of the interpreter itself. The command on the PATH may be a script that finds the interpreter. */
  readonly executable: string;
  /** The files and folders of the installation, including packages that a person has installed. */
  readonly readable: readonly string[];
}

const DESCRIBE = `
import json, sys
places = [sys.prefix, sys.exec_prefix, getattr(sys, "base_prefix", sys.prefix)] + sys.path
print(json.dumps([sys.executable] + [place for place in places if place]))`;

const known = new Map<string, Promise<Interpreter>>();

/**
 * Finds an interpreter's installation by running the interpreter. The result is cached.
 * @param python name or path of the interpreter
 * @throws Error that says what to do
 */
export function findInterpreter(python: string, variables: NodeJS.ProcessEnv): Promise<Interpreter> {
  let found = known.get(python);
  if (!found) {
    found = ask(python, variables);
    known.set(python, found);
    found.catch(() => known.delete(python)); // it may be installed later
  }
  return found;
}

async function ask(python: string, variables: NodeJS.ProcessEnv): Promise<Interpreter> {
  try {
    // Runs in a folder without Python modules, because the working folder comes first in the module path.
    const { stdout } = await run(python, ['-c', DESCRIBE], { env: variables, cwd: '/' });
    const [executable = python, ...places] = JSON.parse(stdout) as string[];
    return { executable, readable: [...new Set(places)].filter(isOfInstallation) };
  } catch (error) {
    const { code, message, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const reason = stderr?.trim().split('\n').at(-1) || message;
    throw startFailure(python, Object.assign(new Error(reason), { code }));
  }
}

/** Returns whether a path belongs to the installation. The home folder and the folders above it do not. */
function isOfInstallation(place: string): boolean {
  const home = process.env['HOME'] ?? sep;
  return isAbsolute(place) && place !== sep && !`${home}${sep}`.startsWith(`${place}${sep}`);
}
