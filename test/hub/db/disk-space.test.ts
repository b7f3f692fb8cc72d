import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrizzleQueryError } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchDataFolderSpace } from '../../../src/hub/db/data-folder-space.ts';
import { isDiskFull, watchServerSpace } from '../../../src/hub/db/disk-space.ts';

const MEGABYTE = 1_000_000;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-space-'));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

function failure(code: string | undefined, message = 'It failed.'): Error {
  return Object.assign(new Error(message), { code });
}

const unexpected = (problem: string, error: unknown) => expect.fail(`${problem}: ${String(error)}`);

describe('an error that means a full disk', () => {
  it.each([
    ['of Postgres', failure('53100'), true],
    ['wrapped by Drizzle', new DrizzleQueryError('select', [], failure('53100')), true],
    ['of a limit', failure('XX000', 'could not extend file "base/5/1": File too large'), true],
    ['of a quota', failure('58030', 'could not write: Disk quota exceeded'), true],
    ['of a file', failure('ENOSPC'), true],
    ['of another kind', failure('57014'), false],
    ['reported by another server', failure(undefined, 'No space left on device'), false],
    ['that is no error', 'No space left on device', false],
  ])('%s', (_, error, expected) => {
    expect(isDiskFull(error)).toBe(expected);
  });
});

describe('the disk of a data folder', () => {
  it('has a reserve, which is deleted when the disk is full, and created again when there is space', async () => {
    let free = 1_000 * MEGABYTE;
    const disk = await watchDataFolderSpace(folder, unexpected, async () => free);
    let times = 0;
    disk.onFull(() => (times += 1));
    expect([disk.isFull, await readdir(folder)]).toEqual([false, ['reserve']]);

    async function lookWith(megabytes: number): Promise<[boolean, string[]]> {
      free = megabytes * MEGABYTE;
      await vi.advanceTimersByTimeAsync(1_000);
      vi.useRealTimers();
      await disk.stop();
      return [disk.isFull, await readdir(folder)];
    }
    expect(await lookWith(60)).toEqual([true, []]);
    expect(times).toBe(1);
  });

  it('is full from the start if the hub starts on a full disk, and then needs more space to count as free', async () => {
    let free = 10 * MEGABYTE;
    let looks = 0;
    const disk = await watchDataFolderSpace(folder, unexpected, async () => {
      looks += 1;
      return free;
    });
    expect(disk.isFull).toBe(true);
    free = 80 * MEGABYTE;
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitUntil(() => looks === 2);
    expect(disk.isFull, 'there may be too little in a moment').toBe(true);
    free = 200 * MEGABYTE;
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitUntil(() => !disk.isFull);
    expect(await readdir(folder)).toEqual(['reserve']);
    await disk.stop();
  });

  it('is full after a write has failed for lack of space, whatever space the system reports', async () => {
    const disk = await watchDataFolderSpace(folder, unexpected, async () => 1_000 * MEGABYTE);
    expect(disk.notice(failure('57014'))).toBe(false);
    expect(disk.isFull).toBe(false);
    expect(disk.notice(failure('53100'))).toBe(true);
    expect(disk.isFull).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitUntil(() => !disk.isFull);
    await disk.stop();
  });
});

it('the disk of a server counts as full for some seconds after a failed write', async () => {
  const disk = await watchServerSpace(unexpected);
  disk.notice(failure('53100'));
  expect(disk.isFull).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(disk.isFull).toBe(false);
  await disk.stop();
});
