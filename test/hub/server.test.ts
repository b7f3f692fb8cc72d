import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openPglite } from '../../src/hub/db/open-pglite.ts';
import { threads } from '../../src/hub/db/schema.ts';
import { freePort } from '../support/free-port.ts';
import { createHubClient, type RecordedEvent } from '../support/hub-client.ts';
import { killStartingHub, runHub, startHub, type HubProcess } from '../support/hub-process.ts';

/** The user `nobody`, who has no permissions. */
const NOBODY = 65_534;
const ASSISTANT = 'symposium/assistant/1.0.0';

let folder: string;
let ends: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'symposium-server-'));
  ends = [() => rm(folder, { recursive: true, force: true })];
});

afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function hub(...how: Parameters<typeof startHub>): Promise<HubProcess> {
  const started = await startHub(...how);
  ends.push(started.stop);
  return started;
}

describe('a hub that cannot start says why in one line, and ends with code 1', () => {
  async function refusalOf(...[variables, limits]: [Record<string, string>, object?]): Promise<string> {
    const { code, stderr, stdout } = await runHub(variables, folder, limits);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
    return stderr;
  }

  it('when its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    ends.push(async () => {
      other.close();
      await once(other, 'close');
    });
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await refusalOf({ PORT: String(port) })).toContain(`Port ${port} is in use`);
  });

  it('when its address does not belong to this machine', async () => {
    expect(
      await refusalOf({ HOST: '203.0.113.1', HUB_TOKENS: 'ana:the-token-of-ana-in-these-tests' }),
    ).toContain('HOST 203.0.113.1 is not an address of this machine');
  });

  it('when others could reach it without signing in', async () => {
    expect(await refusalOf({ HOST: '0.0.0.0' })).toContain('set HUB_TOKENS');
  });

  it('when a variable is wrong', async () => {
    expect(await refusalOf({ PORT: 'eighty' })).toBe('PORT must be a number, but is "eighty".\n');
  });

  it('when a variable in .env is wrong, unless the environment overrides it', async () => {
    await writeFile(join(folder, '.env'), 'PORT=eighty\nRUN_TIMEOUT_SECONDS=soon\n');
    expect(await refusalOf({})).toBe('RUN_TIMEOUT_SECONDS must be a number, but is "soon".\n');
  });

  it('when its data folder is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await refusalOf({ DATA_DIR: file })).toContain(`The data folder ${file} is not writable (EEXIST)`);
  });

  it('when its data folder is incomplete', async () => {
    await cp(inject('migratedData').folder, folder, { recursive: true });
    await rm(join(folder, 'pglite/PG_VERSION'));
    expect(await refusalOf({ DATA_DIR: folder })).toContain('is incomplete (PG_VERSION missing)');
  });

  it('when a file of its database is truncated', async () => {
    await cp(inject('migratedData').folder, folder, { recursive: true });
    await truncate(join(folder, 'pglite/global/pg_control'), 100);
    expect(await refusalOf({ DATA_DIR: folder })).toContain('could not read file "global/pg_control"');
  });

  it('when it may open too few files', async () => {
    expect(await refusalOf({ DATA_DIR: folder }, { openFiles: 100 })).toContain('ulimit -n 1024');
  });

  it.skipIf(process.getuid?.() !== 0)('when its database belongs to another user', async () => {
    await cp(inject('migratedData').folder, folder, { recursive: true });
    for (const name of await readdir(folder, { recursive: true }))
      await chown(join(folder, name), NOBODY, NOBODY);
    const line = await refusalOf({ DATA_DIR: folder }, { obeysPermissions: true });
    expect(line).toMatch(/is not writable/);
  });

  it('when another hub uses its data folder', async () => {
    const { dataDir, url } = await hub();
    const line = await refusalOf({ DATA_DIR: dataDir });
    expect(line).toContain(`Another hub is using the data folder ${dataDir}`);
    expect((await fetch(`${url}/health`)).status, 'the other hub is well').toBe(200);
  });

  it('when its database cannot be reached', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const line = await refusalOf({ DATABASE_URL: `postgres://user:hunter2@${address}/data` });
    expect(line).toContain('DATABASE_URL');
    expect(line).toContain('ECONNREFUSED');
    expect(line).not.toContain('hunter2');
  });

  it('when a sandbox for agents is required but missing', async () => {
    await writeFile(join(folder, '.env'), 'PRACTICE_TOKENS_PER_SECOND=60');
    await chmod(folder, 0o755); // so that permissions apply even if the test runs as root
    const line = await refusalOf({ AGENT_SANDBOX: 'required', PATH: '/nowhere' });
    expect(line).toContain('AGENT_SANDBOX is required, but no sandbox works here: ');
    if (process.platform !== 'linux') return;
    expect(line).toContain('install bubblewrap');
    if (process.getuid?.() === 0) expect(line).toContain(`chmod 600 ${join(folder, '.env')}`);
  });

  it('when its folder of agents does not exist', async () => {
    expect(await refusalOf({ AGENTS_DIR: join(folder, 'nowhere') })).toContain('set AGENTS_DIR to a folder');
  });
});

describe('a hub that is killed during its first start', () => {
  it('does not block the next start', async () => {
    const making = join(folder, 'pglite.new');
    await killStartingHub(folder, 'pglite.new', 'PG_VERSION');
    expect(existsSync(join(folder, 'pglite'))).toBe(false);
    expect(existsSync(making)).toBe(true);
    const { db, close } = await openPglite(folder);
    expect(await db.select().from(threads)).toEqual([]);
    await close();
    expect(existsSync(making)).toBe(false);
  }, 120_000);
});

describe('a hub that runs', () => {
  it('starts in an empty folder, and prints only its address and its model', async () => {
    const { url, kill } = await hub({}, { isFirstStart: true });
    const health = await (await fetch(`${url}/health`)).json();
    expect(health).toMatchObject({
      status: 'ok',
      database: 'pglite',
      model: { provider: 'practice', name: 'practice' },
    });
    const { stdout, stderr } = await kill('SIGTERM');
    expect(stdout).toBe(`Symposium is at ${url}, with the practice model.\n`);
    expect(stderr).toBe('');
  });

  it.skipIf(process.platform !== 'linux')(
    'keeps its secrets out of sight, and its files to itself',
    async () => {
      const { dataDir, url } = await hub({
        MODEL_BASE_URL: 'http://127.0.0.1:9',
        MODEL_API_KEY: 'canary-of-the-key',
        HUB_TOKENS: 'ana:canary-of-the-token-of-ana',
        AGENT_ENV_KEY: 'canary-of-an-agent',
      });
      const environments = readdirSync('/proc').flatMap((pid) => {
        try {
          return [readFileSync(`/proc/${pid}/environ`, 'latin1')];
        } catch {
          return []; // the process does not exist, or belongs to another user
        }
      });
      const its = environments.filter((text) => text.includes(`DATA_DIR=${dataDir}`));
      expect(its).toHaveLength(1);
      expect(its[0]).toContain('PORT=');
      expect(its[0]).not.toContain('canary');
      expect(statSync(join(dataDir, 'pglite')).mode & 0o077).toBe(0);
      const account = await fetch(`${url}/v1/account`, {
        headers: { authorization: 'Bearer canary-of-the-token-of-ana' },
      });
      expect(account.status).toBe(200);
    },
  );

  it('reports an invalid agent, and a misspelt key of another one, and continues', async () => {
    await mkdir(join(folder, 'acme/broken/1.0.0'), { recursive: true });
    const hidden = join(folder, 'acme/hidden/1.0.0');
    await mkdir(hidden, { recursive: true });
    await writeFile(join(hidden, 'agent.py'), '');
    const details = { agent: { show_streaming_mesage: false } };
    await writeFile(
      join(hidden, 'metadata.json'),
      JSON.stringify({ name: 'hidden', version: '1.0.0', details }),
    );
    const { kill, url } = await hub({ AGENTS_DIR: folder });
    expect((await fetch(`${url}/v1/assistants/acme/broken/1.0.0`)).status).toBe(404);
    expect((await fetch(`${url}/v1/assistants/acme/hidden/1.0.0`)).status).toBe(200);
    const lines = (await kill('SIGTERM')).stderr.split('\n').filter(Boolean);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'warn', message: expect.stringMatching(/^Agent acme\/broken\/1\.0\.0 is skipped: /) },
      {
        level: 'warn',
        message:
          'Agent acme/hidden/1.0.0: metadata.json: unknown key details.agent.show_streaming_mesage. Did you mean show_streaming_message?',
      },
    ]);
  });
});

it('a hub whose database panics exits with code 1, and says why in one line', async () => {
  const { url, dataDir, ended } = await hub();
  await rm(join(dataDir, 'pglite/pg_wal'), { recursive: true });
  const content = randomBytes(600_000).toString('base64'); // Postgres still writes its log to an open file for a while
  const body = JSON.stringify({ messages: [{ role: 'user', content }] });
  const say = () => fetch(`${url}/v1/threads`, { method: 'POST', body });
  const sayAll = async () => {
    while ((await say()).ok);
  };
  await expect(sayAll()).rejects.toThrow();
  const { code, stderr } = await ended();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^The database in \S+ has stopped \(could not .*pg_wal.*\), so the hub exits: [^\n]+\n$/,
  );
});

describe('a hub that ends during a run', () => {
  /** Starts a run that streams, and collects its stream until the connection ends. */
  async function runInFlight(url: string) {
    const client = createHubClient(url);
    const { thread_id: threadId, id: runId } = await client.ask(ASSISTANT, 'What is virtue?');
    const events: RecordedEvent[] = [];
    let begun = () => {};
    const streaming = new Promise<void>((resolve) => (begun = resolve));
    const streamed = (async () => {
      for await (const event of client.events(threadId, runId)) {
        events.push(event);
        if (event.event === 'thread.message.delta') begun();
      }
    })();
    await streaming;
    return { client, threadId, runId, events, streamed };
  }

  it('by SIGTERM ends the run as failed, sends that to its clients, and exits with code 0', async () => {
    const { url, kill, restart } = await hub({ PRACTICE_TOKENS_PER_SECOND: '20' });
    const { client, threadId, runId, events, streamed } = await runInFlight(url);
    const { code, signal, stderr } = await kill('SIGTERM');
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    const [line, ...others] = stderr.split('\n');
    expect(JSON.parse(line!)).toMatchObject({ level: 'info', message: 'A run ended: failed', run: runId });
    expect(others).toEqual(['']);
    await streamed;
    expect(events.at(-1)?.event).toBe('thread.run.failed');

    await restart();
    const run = await client.run(threadId, runId);
    expect(run.status).toBe('failed');
    expect(run.last_error?.message).toContain('The server was restarted during this reply.');
    const [, partial] = await client.messages(threadId);
    expect(partial).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'run_failed' } });
  });

  it('by SIGKILL releases its data: the next hub starts on it, and ends the run as failed', async () => {
    const { url, kill, restart } = await hub({ PRACTICE_TOKENS_PER_SECOND: '20' });
    const { client, threadId, runId, events, streamed } = await runInFlight(url);
    const broken = expect(streamed).rejects.toThrow();
    expect((await kill('SIGKILL')).signal).toBe('SIGKILL');
    await broken;

    await restart();
    const run = await client.run(threadId, runId);
    expect(run.status).toBe('failed');
    expect(run.last_error?.message).toContain('The server stopped during this reply.');
    const again: RecordedEvent[] = [];
    for await (const event of client.events(threadId, runId)) again.push(event);
    expect(again.slice(0, events.length)).toEqual(events);
    expect(again.at(-1)?.event).toBe('thread.run.failed');
  });
});
