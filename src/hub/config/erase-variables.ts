import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/**
 * Indexes of the environment's start and end address among the fields of `/proc/self/stat` after the program's
 * name.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
const START_FIELD = 47;
const END_FIELD = 48;

/**
 * Removes variables from `process.env`. On Linux, also erases them from the memory in which the process received its
 * environment, because `/proc` shows that memory to programs of the same user. The parent process still has the
 * variables.
 */
export function eraseVariables(names: readonly string[]): void {
  for (const name of names) delete process.env[name]; // after this, nothing refers to that memory
  if (process.platform === 'linux') eraseFromInitialMemory(names);
}

function eraseFromInitialMemory(names: readonly string[]): void {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [start, end] = [Number(fields[START_FIELD]), Number(fields[END_FIELD])];
  const memory = openSync('/proc/self/mem', 'r+');
  try {
    const block = Buffer.alloc(end - start);
    readSync(memory, block, 0, block.length, start);
    for (const [at, length] of entriesOf(block, names))
      writeSync(memory, Buffer.alloc(length), 0, length, start + at);
  } finally {
    closeSync(memory);
  }
}

/** Returns position and length of `NAME=value` for each of the names. */
function entriesOf(block: Buffer, names: readonly string[]): [at: number, length: number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < block.length;) {
    const next = block.indexOf(0, at);
    const end = next === -1 ? block.length : next;
    const name = block.toString('latin1', at, end).split('=', 1)[0] ?? '';
    if (names.includes(name)) found.push([at, end - at]);
    at = end + 1;
  }
  return found;
}
