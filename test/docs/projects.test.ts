import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** A test file of one project, as `vitest list` writes it. */
interface Listed {
  file: string;
  projectName: string;
}

it('every test file is in exactly one project', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [VITEST, 'list', '--filesOnly', '--json'], {
    cwd: ROOT,
  });
  const listed = (JSON.parse(stdout) as Listed[]).map(({ file }) => relative(ROOT, file));
  const names = await readdir(`${ROOT}test`, { recursive: true });
  const files = names
    .filter((name) => /\.test\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => `test${sep}${name}`);
  expect(files.length).toBeGreaterThan(300);
  expect(listed.toSorted()).toEqual(files.toSorted());
});
