import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listAgentFiles, readAgentFile } from '../../../src/hub/agents/agent-files.ts';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'symposium-files-'));
  folder = join(root, 'agent');
  await write('agent/agent.ts', 'code');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

it('lists the files in the folder and below, without those of tools', async () => {
  await write('agent/lib/words.ts', 'words');
  for (const hidden of ['.env', '.git/HEAD', 'node_modules/zod/index.js', '__pycache__/agent.pyc']) {
    await write(`agent/${hidden}`, 'hidden');
    expect(await readAgentFile(folder, hidden)).toBeNull();
  }
  expect(await listAgentFiles(folder)).toEqual(['agent.ts', 'lib/words.ts']);
  expect(String(await readAgentFile(folder, 'lib/words.ts'))).toBe('words');
});

it('reads no files outside of the folder', async () => {
  await write('secret.txt', 'secret');
  await symlink(join(root, 'secret.txt'), join(folder, 'link.txt'));
  await symlink(root, join(folder, 'up'));
  await symlink('agent.ts', join(folder, 'inside.ts'));
  await symlink('nowhere', join(folder, 'dangling.ts'));
  expect(await listAgentFiles(folder)).toEqual(['agent.ts', 'inside.ts']);
  const absolute = join(root, 'secret.txt');
  for (const path of [
    'link.txt',
    'up/secret.txt',
    '../secret.txt',
    'lib/../../secret.txt',
    absolute,
    '.',
    '',
  ]) {
    expect(await readAgentFile(folder, path)).toBeNull();
  }
});
