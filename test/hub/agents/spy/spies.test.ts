import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../../../src/hub/package-root.ts';
import { PUBLIC_PYTHON, SANDBOXES } from '../../../support/confinements.ts';
import { hasPython } from '../../../support/python.ts';
import { temporaryFolder } from '../run-python.ts';
import { ATTEMPTS, SECRET } from './attempts.ts';

const run = promisify(execFile);

/** What spies find on a hub with secrets, started by a shell with the same secrets. */
async function spiesOn(kind: string, language: string, only: RegExp): Promise<Record<string, string>> {
  const program = [
    process.execPath,
    '--import',
    'jiti/register',
    packagePath('test/hub/agents/spy/spied-hub.ts'),
  ];
  const secret = `canary-${randomBytes(8).toString('hex')}`;
  const { stdout } = await run(
    '/bin/sh',
    [
      '-c',
      '"$@"; exit $?',
      'sh',
      ...program,
      kind,
      language,
      PUBLIC_PYTHON,
      await temporaryFolder(),
      only.source,
    ],
    { cwd: packagePath('.'), env: { ...process.env, MODEL_API_KEY: secret, HUB_TOKENS: `ana:${secret}` } },
  );
  const { kind: found, got } = JSON.parse(stdout) as { kind: string; got: Record<string, string> };
  expect(found).toBe(kind);
  return got;
}

const LANGUAGES = ['python', 'javascript'] as const;
/** Attempts that do not search the whole machine. */
const NEAR = /^(?!every file)/;
/** What spies find elsewhere, and attempts that are cheap there. */
const HARMLESS = /environment|data folder|env$|another run|signal/;
const GOT = new RegExp(`GOT ${SECRET}`);

describe.skipIf(!hasPython || process.platform !== 'linux')('a spy among the agents', () => {
  it.each(LANGUAGES)(
    'in %s finds the secrets if there is no sandbox',
    async (language) => {
      const got = await spiesOn('none', language, HARMLESS);
      for (const what of [
        'the environment of every process',
        'the data folder',
        'the file .env',
        "another run's folders",
      ]) {
        expect(got[what], what).toMatch(GOT);
      }
      expect(got['to signal the hub']).toContain('SIGNALLED');
    },
    120_000,
  );
});

for (const { kind, works, failure } of SANDBOXES) {
  const title = works
    ? `in a sandbox of the kind ${kind}`
    : `in a sandbox of the kind ${kind}, which does not work here (${failure})`;
  describe.skipIf(!works || !hasPython)(title, () => {
    it.each(LANGUAGES)(
      'a spy in %s finds nothing',
      async (language) => {
        const tried = kind === 'user' ? NEAR : /./; // without its own root, it sees all files of the machine
        const got = await spiesOn(kind, language, tried);
        const expected = ATTEMPTS.filter((attempt) => attempt[language] !== null && tried.test(attempt.what));
        expect(got).toEqual(Object.fromEntries(expected.map(({ what }) => [what, 'DONE\n'])));
      },
      120_000,
    );
  });
}
