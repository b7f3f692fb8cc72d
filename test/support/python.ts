import { spawnSync } from 'node:child_process';

/** Whether agents in Python can run here. Otherwise their tests are skipped, except in CI, which has Python. */
export const hasPython = spawnSync('python3', ['--version']).status === 0;
