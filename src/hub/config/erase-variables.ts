import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** Where the addresses of the environment are among the fields of `/proc/self/stat` that follow the program's name. */
const STARTS_AT = 47;
const ENDS_AT = 48;

/**
 * Takes variables out of this process: out of `process.env`, and on Linux out of what `/proc` shows of its environment to
 * programs of the same user, which is the memory that it was started with. Who started it still has them.
 */
export function eraseVariables(names: readonly string[]): void {
  for (const name of names) delete process.env[name]; // from now on nothing points into that memory
  if (process.platform === 'linux') eraseFromStart(names);
}

function eraseFromStart(names: readonly string[]): void {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [start, end] = [Number(fields[STARTS_AT]), Number(fields[ENDS_AT])];
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

/** Where `NAME=value` stands for each of the names, and how long it is. */
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
