import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../../src/hub/package-root.ts';

/** A program that erases two of its variables, and prints the rest. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
import { createJiti } from 'jiti';
const { eraseVariables } = await createJiti(import.meta.url).import(${JSON.stringify(packagePath('src/hub/config/erase-variables.ts'))});
eraseVariables(['FIRST_SECRET', 'LAST_SECRET', 'NOT_THERE']);
console.log(JSON.stringify([process.env, readFileSync('/proc/self/environ', 'latin1')]));
`;

describe.skipIf(process.platform !== 'linux')('erased variables', () => {
  it('are neither in the environment nor in /proc, and all others are unchanged', () => {
    const env = {
      FIRST_SECRET: 'canary-1=ä',
      PATH: process.env['PATH'],
      EMPTY: '',
      MY_LAST_SECRET: 'another’s, and kept',
      LAST_SECRET: 'canary-2',
    };
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      cwd: packagePath('.'),
      env,
      encoding: 'utf8',
    });
    const [variables, shown] = JSON.parse(output) as [Record<string, string>, string];
    const { FIRST_SECRET: _first, LAST_SECRET: _last, ...others } = env;
    expect(variables).toMatchObject(others);
    expect(Object.keys(variables)).not.toContain('FIRST_SECRET');
    expect(shown).not.toContain('canary');
    expect(shown).toContain('MY_LAST_SECRET=');
  });
});
