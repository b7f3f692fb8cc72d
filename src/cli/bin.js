#!/usr/bin/env node
// Runs the built program. In a clone that has not been built yet, builds it first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = new URL('../../dist/cli/main.js', import.meta.url);

if (!existsSync(built)) {
  process.stderr.write('Building Symposium. This is needed only once.\n');
  for (const script of ['setup', 'build']) {
    const { status } = spawnSync('npm', ['run', '--silent', script], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (status !== 0) {
      process.stderr.write(`"npm run ${script}" failed. Run it in ${root} to see why.\n`);
      process.exit(1);
    }
  }
}

await import(built.href);
