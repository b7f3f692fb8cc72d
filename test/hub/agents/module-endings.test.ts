import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { MEGABYTE } from '../../../src/hub/agents/limits/agent-limits.ts';
import { packagePath } from '../../../src/hub/package-root.ts';
import { unconfined } from '../../support/confinements.ts';
import { agentThat, processesForTest, runCode, runModule, writeModule } from './run-module.ts';
import { meetInNode, startWitness, type Witness } from './witness.ts';

/** An agent that does this, and then waits forever. */
const waitingAfter = (body: string, before = '') =>
  agentThat(`${body}\nawait new Promise(() => {});`, before);
const FS = "import { closeSync, writeSync } from 'node:fs';";
const EVENTS = "import { EventEmitter } from 'node:events';";
/** Writes to the channel, even if the hub does not read. */
const WRITE_ALL = `${FS}
const writeAll = async (bytes) => {
  for (let at = 0; at < bytes.length; ) {
    try { at += writeSync(3, bytes, at); } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      await new Promise(setImmediate);
    }
  }
};`;

describe('a TypeScript agent that fails', () => {
  it.each<[string, string, string | RegExp]>([
    ['throws', agentThat("throw new TypeError('no luck');"), 'no luck (agent.ts:3)'],
    ['throws a value that is not an error', agentThat("throw 'no luck';"), 'no luck'],
    ['throws in several lines', agentThat("throw new Error('one\\ntwo');"), 'one\ntwo (agent.ts:3)'],
    [
      'throws in another file of its folder',
      agentThat('fail();', "import { fail } from './beside.ts';"),
      'from beside (beside.ts:2)',
    ],
    [
      'throws in a timer',
      waitingAfter("setTimeout(() => { throw new Error('late'); });"),
      'uncaught error: late (agent.ts:3)',
    ],
    [
      'has an unhandled rejection',
      waitingAfter("void Promise.reject(new Error('stray'));"),
      'unhandled rejection: stray (agent.ts:3)',
    ],
    [
      'has an unhandled rejection with a value that is not an error',
      waitingAfter('void Promise.reject(7);'),
      'unhandled rejection: 7',
    ],
    [
      'emits an error without a listener',
      waitingAfter("setImmediate(() => new EventEmitter().emit('error', new Error('unheard')));", EVENTS),
      'uncaught error: unheard (agent.ts:3)',
    ],
    ['throws while it loads', "throw new Error('no luck');", 'no luck (agent.ts:1)'],
    ['exports no agent', 'export const agent = 1;', /agent\.ts has no function as its default export/],
    ['cannot be parsed', 'export default async (', /agent\.ts/],
    ['imports what is not there', "import './nowhere.ts';", /nowhere\.ts/],
    [
      'exits with a status',
      agentThat("console.error('bad luck');\nprocess.exit(3);"),
      "the agent's process exited with status 3 before the agent had returned: bad luck",
    ],
    [
      'exits with status 0',
      agentThat('process.exit();'),
      "the agent's process exited with status 0 before the agent had returned",
    ],
    [
      'is killed',
      waitingAfter("process.kill(process.pid, 'SIGKILL');"),
      "the agent's process was killed (SIGKILL)",
    ],
    [
      'writes garbage to the hub',
      waitingAfter("writeSync(3, 'rubbish\\n');", FS),
      'its process sent an invalid frame to the hub: a line that is not JSON within its bounds',
    ],
    [
      'sends a request of an unknown type',
      waitingAfter('writeSync(3, \'{"type":"delete"}\\n\');', FS),
      /^its process sent an invalid frame to the hub: type: /,
    ],
    [
      'sends compiled modules while it loads',
      waitingAfter('', `${FS}\nwriteSync(3, '{"type":"compiled","compiled":{"key":"code"}}\\n');`),
      /: compiled modules after it has begun$/,
    ],
    [
      'sends deeply nested JSON',
      waitingAfter("await writeAll(Buffer.from('['.repeat(1_000_000) + '\\n'));", WRITE_ALL),
      /: a line that is not JSON within its bounds$/,
    ],
    [
      'sends an invalid request',
      waitingAfter('env.completion({}, { stream: true });'),
      /^its process sent .*: messages: /,
    ],
    [
      'sends a line without an end',
      waitingAfter('await writeAll(Buffer.alloc(3_000_000, 120));', WRITE_ALL),
      /: a line of more than 2000000 bytes$/,
    ],
    ['closes its channel', waitingAfter('closeSync(3);', FS), 'its process closed the channel to the hub'],
    [
      'fills its heap',
      agentThat('const kept = [];\nfor (;;) kept.push(new Array(1000).fill(Math.random()));'),
      'it used more memory than AGENT_MEMORY_MEGABYTES allows, which is 256 MB',
    ],
  ])('because it %s, ends its run with the reason', async (_, code, reason) => {
    const { failure } = await runCode(code, {
      confinement: unconfined({ memory: 256 * MEGABYTE }),
      longestFrame: 2_000_000,
      files: { 'beside.ts': "export const fail = () => {\n  throw new Error('from beside');\n};" },
    });
    if (typeof reason === 'string') expect(failure).toBe(reason);
    else expect(failure).toMatch(reason);
  });

  it('shows the location on its stderr', async () => {
    const { stderr } = await runCode(agentThat("throw new Error('no such thing');"));
    expect(stderr).toMatch(/^Error: no such thing\n {4}at .*agent\.ts:3/);
  });

  it('keeps its earlier replies', async () => {
    const { host, failure, stdout } = await runCode(
      agentThat("console.log('out');\nvoid env.addReply('said');\nprocess.exit(1);"),
    );
    expect(host.replies).toEqual([{ text: 'said', completion: null }]);
    expect(stdout).toBe('out\n');
    expect(failure).toContain('exited with status 1');
  });

  it('keeps all earlier replies, however many there are', async () => {
    const { host, failure } = await runCode(
      agentThat('for (let at = 0; at < 1_000; at++) void env.addReply(String(at));\nprocess.exit(1);'),
    );
    expect(host.replies.map(({ text }) => Number(text))).toEqual(
      Array.from({ length: 1_000 }, (_, at) => at),
    );
    expect(failure).toContain('exited with status 1');
  });

  it('cannot send a long text as an error of the hub', async () => {
    const { failure } = await runCode(
      waitingAfter(
        `const error = { name: 'ProviderError', code: 'invalid_prompt', message: 'z'.repeat(1_000_000) };
await writeAll(Buffer.from(JSON.stringify({ type: 'threw', error, isFromHub: true, place: null }) + '\\n'));`,
        WRITE_ALL,
      ),
    );
    expect(failure!.length).toBeLessThan(1_000);
  });

  it('cannot continue after it has reported its end', async () => {
    const { host, failure } = await runCode(
      waitingAfter(
        'writeSync(3, \'{"type":"returned"}\\n{"type":"reply","text":"late","of":null}\\n\');',
        FS,
      ),
    );
    expect({ failure, replies: host.replies }).toEqual({ failure: null, replies: [] });
  });
});

describe("an agent's output", () => {
  it('does not block an agent when there is too much of it', async () => {
    const { failure, stdout } = await runCode(
      agentThat(
        "for (let line = 0; line < 16384; line++) console.log(String(line).padStart(63, '0'));\nthrow new Error('at the end');",
      ),
    );
    expect(failure).toBe('at the end (agent.ts:4)');
    expect(stdout).toContain('[The output is cut here');
    expect(Buffer.byteLength(stdout)).toBeLessThan(257 * 1024);
  });
});

describe('the process of an agent', () => {
  let witness: Witness;

  beforeEach(async () => {
    witness = await startWitness();
  });

  afterEach(() => witness.close());

  /** Code that starts a child, which ignores SIGTERM, and waits until it is known as `child`. */
  const startChild = () => {
    const child = `process.on('SIGTERM', () => {}); ${meetInNode(witness.port, 'child')}; console.log('ready');`;
    return `
const { spawn } = await import('node:child_process');
const { once } = await import('node:events');
await once(spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: ['ignore', 'pipe', 'ignore'] }).stdout, 'data');`;
  };

  it.each([
    ['spins', 'for (;;);'],
    ['blocks the event loop', 'const more = async () => { for (;;) await null; };\nawait more();'],
    ['waits', 'await new Promise(() => {});'],
    ['waits, and ignores SIGTERM', "process.on('SIGTERM', () => {});\nawait new Promise(() => {});"],
  ])('ends with the run, together with its children, while it %s', async (_, body) => {
    const agent = await writeModule(
      agentThat(
        `${startChild()}\n${meetInNode(witness.port, 'agent')};\nawait new Promise((resolve) => witness.on('connect', resolve));\n${body}`,
      ),
    );
    const { host } = await runModule(processesForTest().runModule, agent, async (running) => {
      const [child, own] = [await witness.process('child'), await witness.process('agent')];
      running.abort(new Error('cancelled'));
      await Promise.all([own.gone, child.gone]);
    });
    expect(host.signal.aborted).toBe(true);
  });

  it('ends with the agent, together with its children', async () => {
    const { failure } = await runCode(agentThat(`${startChild()}\nsetInterval(() => {}, 1000);`));
    expect(failure).toBeNull();
    await (
      await witness.process('child')
    ).gone;
  });

  it('does not start if the run has already ended', async () => {
    const agent = await writeModule(agentThat('await env.addReply("begun");'));
    const { host, failure } = await runModule(processesForTest().runModule, agent, (early) =>
      early.abort(new Error('too late')),
    );
    expect(host.replies).toEqual([]);
    expect(failure).toContain('killed');
  });

  it.each([
    ['spins', 'for (;;);'],
    ['waits', 'await new Promise(() => {});'],
  ])('ends with a hub that is killed, while it %s', async (_, body) => {
    const { folder } = await writeModule(
      agentThat(
        `${startChild()}\n${meetInNode(witness.port, 'agent')};\nawait new Promise((resolve) => witness.on('connect', resolve));\n${body}`,
      ),
    );
    const hub = spawn(process.execPath, ['--input-type=module', '-e', A_HUB, folder], {
      cwd: packagePath('.'),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void hub.kill('SIGKILL'));
    const [agent, child] = [await witness.process('agent'), await witness.process('child')];
    hub.kill('SIGKILL');
    await once(hub, 'exit');
    await Promise.all([agent.gone, child.gone]);
  });
});

describe('a spare process', () => {
  it('is used once, and replaced', async () => {
    const agent = await writeModule(agentThat('await env.addReply(String(process.pid));'));
    const processes = processesForTest();
    processes.keepSpares();
    const pids = new Set<string>();
    for (let run = 0; run < 3; run++)
      pids.add((await runModule(processes.runModule, agent)).host.replies[0]!.text);
    expect(pids.size).toBe(3);
  });

  it.each([
    ['at once', 0],
    ['when its folder exists', 2],
  ])('leaves nothing behind if the hub closes %s', async (_, folders) => {
    const place = await mkdtemp(join(tmpdir(), 'symposium-spares-')); // other tests start agents too
    vi.stubEnv('TMPDIR', place);
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await rm(place, { recursive: true });
    });
    const processes = processesForTest({ spares: 2 });
    processes.keepSpares();
    if (folders > 0) await expect.poll(() => readdir(place)).toHaveLength(folders);
    await processes.close();
    expect(await readdir(place)).toEqual([]);
  });
});

/** A program that runs one agent, as the hub does. */
const A_HUB = `
import { createJiti } from 'jiti';
const load = (path) => createJiti(import.meta.url).import(path);
const { createModuleProcessPool } = await load(${JSON.stringify(packagePath('src/hub/agents/module-process-pool.ts'))});
const { createFakeHost } = await load(${JSON.stringify(packagePath('test/hub/agents/fake-host.ts'))});
const { unconfined } = await load(${JSON.stringify(packagePath('test/support/confinements.ts'))});
const compiled = { read: async () => ({}), keep: async () => undefined };
const processes = createModuleProcessPool({ confinement: unconfined(), agentFolders: [], environment: {}, longestFrame: 1e6, compiled });
const { ended } = processes.runModule({ folder: process.argv[1], metadata: { details: {} } }, createFakeHost(), () => undefined);
await ended;
`;
