import { spawnSync } from 'node:child_process';

/** Whether agents in Python can run here. Where they cannot, their tests say that they were skipped; CI has it. */
export const hasPython = spawnSync('python3', ['--version']).status === 0;
