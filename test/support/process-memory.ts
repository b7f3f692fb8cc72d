import { readFile } from 'node:fs/promises';

/** Returns the resident memory of a process in bytes; null if the system has no `/proc` (macOS). */
export async function processMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
