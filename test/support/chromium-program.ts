import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packagePath } from '../../src/hub/package-root.ts';

const CACHE = packagePath('node_modules/.cache/symposium-chromium');

/**
 * Returns the path of the Chromium for tests: the program at `CHROMIUM_PATH`, else on Linux that of the package, which
 * is unpacked if it has not been yet. Returns null on other systems, where the installed Chrome is used.
 */
export async function chromiumProgram(): Promise<string | null> {
  const path = process.env['CHROMIUM_PATH'];
  if (path) return path;
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const { version } = JSON.parse(
    await readFile(packagePath('node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string };
  const folder = join(CACHE, version);
  if (!existsSync(folder)) await unpack(folder);
  return join(folder, 'chromium');
}

/**
 * Unpacks Chromium in another folder and then renames that: nobody can start a program that is still being written, and
 * an interrupted run does no harm. The package unpacks in the folder for temporary files, so it gets one of its own.
 */
async function unpack(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(join(CACHE, 'unpacking-'));
  await promisify(execFile)(process.execPath, [packagePath('test/support/unpack-chromium.mjs')], {
    env: { ...process.env, TMPDIR: aside },
  });
  await rename(aside, folder).catch(async (error: unknown) => {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
}

/** Unpacks Chromium before the tests start, so that their workers do not all unpack it. */
export default async function setUp(): Promise<void> {
  await chromiumProgram();
}
