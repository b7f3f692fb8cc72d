import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { freePort, startOnPort } from '../support/free-port.ts';
import { withoutSandbox } from '../support/hub-process.ts';
import { runProgram, startProgram } from './support/run-program.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-serve-'));
  await cp(inject('migratedData').folder, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

it('runs a hub with the given options, which other commands can use', async () => {
  const { hub, url } = await startOnPort(async () => {
    const port = String(await freePort());
    const started = startProgram(['serve', '--port', port, '--data-dir', folder], { hub: '' });
    await started.untilWritten('Symposium is at '.length);
    return { hub: started, url: `http://127.0.0.1:${port}` };
  });
  expect(await runProgram(['agent', 'list', '--hub', url], { hub: 'http://127.0.0.1:1' })).toMatchObject({
    code: 0,
  });
  hub.kill('SIGTERM');
  const { code, stdout, stderr } = await hub.ended;
  expect({ code, stdout, stderr: withoutSandbox(stderr) }).toEqual({
    code: 0,
    stdout: `Symposium is at ${url}, with the practice model.\n`,
    stderr: '',
  });
});

it('reports a wrong option in one line', async () => {
  const { code, stderr } = await runProgram(['serve', '--port', 'eighty', '--data-dir', folder], { hub: '' });
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'PORT must be a number, but is "eighty".\n' });
});
