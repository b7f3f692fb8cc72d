import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHubClient, type RecordedEvent } from '../../support/hub-client.ts';
import { startHub, type HubProcess } from '../../support/hub-process.ts';

/** A 400 MB disk for this test; null if this user may not create one. */
function mountSmallDisk(): string | null {
  const path = mkdtempSync(join(tmpdir(), 'symposium-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
}

const disk = mountSmallDisk();

describe.skipIf(disk === null)('a disk that somebody else fills', () => {
  let hub: HubProcess;

  beforeAll(async () => {
    const dataDir = join(disk!, 'data');
    cpSync(inject('migratedData').folder, dataDir, { recursive: true });
    hub = await startHub({ DATA_DIR: dataDir, PRACTICE_TOKENS_PER_SECOND: '5' }, { isFirstStart: true });
  });
  afterAll(async () => {
    await hub?.stop();
    execFileSync('umount', [disk!]);
    rmSync(disk!, { recursive: true });
  });

  async function untilReady(status: number): Promise<unknown> {
    const response = await fetch(`${hub.url}/ready`);
    return response.status === status ? response.json() : untilReady(status);
  }

  it('ends the run with its text, and refuses writes until there is space, without a restart', async () => {
    const client = createHubClient(hub.url);
    const run = await client.ask('symposium/assistant/1.0.0', 'What is virtue?');
    const { bavail, bsize } = statfsSync(disk!);
    const events: RecordedEvent[] = [];
    for await (const event of client.events(run.thread_id, run.id)) {
      events.push(event);
      const isFirstDelta = events.filter((one) => one.event === 'thread.message.delta').length === 1;
      if (isFirstDelta && event.event === 'thread.message.delta')
        writeFileSync(join(disk!, 'other'), Buffer.alloc(bavail * bsize - 2_000_000, 1));
    }
    expect(events.at(-1)?.event).toBe('thread.run.failed');
    expect(events.at(-1)?.data).toContain('disk is full');
    expect(await untilReady(503)).toEqual({ status: 'not_ready', missing: ['disk_space'] });
    const make = () => fetch(`${hub.url}/v1/threads`, { method: 'POST', body: '{}' });
    expect((await make()).status).toBe(507);
    const [, reply] = await client.messages(run.thread_id);
    expect(reply).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'run_failed' } });

    rmSync(join(disk!, 'other'));
    await untilReady(200);
    expect((await make()).status).toBe(200);
    const { code } = await hub.kill('SIGTERM');
    expect(code).toBe(0);
    await hub.restart();
    expect(await client.messages(run.thread_id)).toHaveLength(2);
  }, 120_000);
});
