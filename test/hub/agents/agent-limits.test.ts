import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { MEGABYTE, type AgentLimits } from '../../../src/hub/agents/limits/agent-limits.ts';
import { PUBLIC_PYTHON, SANDBOXES, unconfined } from '../../support/confinements.ts';
import { hasPython } from '../../support/python.ts';
import { runPython, writePythonAgent } from './run-python.ts';

interface Hog {
  what: string;
  code: string;
  limits: Partial<AgentLimits>;
  /** The error of its run. */
  reason: string;
}

const HOGS: readonly Hog[] = [
  {
    what: 'leaks',
    code: 'import time\nkept = []\nwhile True: kept.append(bytearray(1 << 20)); time.sleep(0.001)',
    limits: { memory: 64 * MEGABYTE },
    reason: 'AGENT_MEMORY_MEGABYTES allows, which is 64 MB',
  },
  {
    what: 'asks for much memory at once',
    code: 'kept = b"x" * (1 << 30)',
    limits: { memory: 64 * MEGABYTE },
    reason: 'AGENT_MEMORY_MEGABYTES allows, which is 64 MB: MemoryError',
  },
  {
    what: 'has children that leak together',
    code: `
import subprocess, sys, time
for _ in range(6): subprocess.Popen([sys.executable, "-c", "kept = b'x' * (30 << 20); import time; time.sleep(60)"])
time.sleep(60)`,
    limits: { memory: 100 * MEGABYTE },
    reason: 'AGENT_MEMORY_MEGABYTES allows, which is 100 MB',
  },
  {
    what: 'spins',
    code: 'while True: pass',
    limits: { cpu: 1 },
    reason: 'AGENT_CPU_SECONDS allows, which is 1 s',
  },
  {
    what: 'has children that spin together',
    code: `
import subprocess, sys, time
for _ in range(3): subprocess.Popen([sys.executable, "-c", "while True: pass"])
time.sleep(60)`,
    limits: { cpu: 2 },
    reason: 'AGENT_CPU_SECONDS allows, which is 2 s',
  },
  {
    what: 'fills the disk with one file',
    code: 'with open("file", "wb") as file:\n    while True: file.write(bytes(1 << 20))',
    limits: { disk: 8 * MEGABYTE },
    reason: 'AGENT_DISK_MEGABYTES allows, which is 8 MB',
  },
  {
    what: 'fills the disk with many files',
    code: `
import os, tempfile, time
for at in range(100):
    with open(os.path.join(tempfile.gettempdir(), str(at)), "wb") as file: file.write(os.urandom(1 << 20))
time.sleep(60)`,
    limits: { disk: 8 * MEGABYTE },
    reason: 'AGENT_DISK_MEGABYTES allows, which is 8 MB',
  },
  {
    what: 'fills the disk with files that have no name any more',
    code: `
import os, tempfile, time
kept = []
for at in range(4):
    path = os.path.join(tempfile.gettempdir(), "nameless")
    kept.append(open(path, "wb", 0))
    os.unlink(path)
    kept[-1].write(os.urandom(4 << 20))
time.sleep(60)`,
    limits: { disk: 8 * MEGABYTE },
    reason: 'AGENT_DISK_MEGABYTES allows, which is 8 MB',
  },
  {
    what: 'makes folders too deep to be looked into',
    code: `
import os, tempfile, time
os.chdir(tempfile.gettempdir())
for _ in range(30):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
time.sleep(60)`,
    limits: {},
    reason: 'it created a folder that the server cannot read',
  },
  {
    what: 'opens too many files',
    code: 'kept = [open("/dev/null") for _ in range(2000)]',
    limits: {},
    reason: 'it opened more than 1024 files at once',
  },
  {
    what: 'prints without an end',
    code: 'line = "x" * 65536\nwhile True: print(line)',
    limits: {},
    reason: 'it printed more than 64 MB',
  },
];

/** Like a fork bomb that ignores errors, but one that a machine survives if nothing stops it. */
const BOMB: Hog = {
  what: 'starts processes without an end',
  code: `
import os, time
for _ in range(200):
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError: time.sleep(0.01)
time.sleep(60)`,
  limits: { processes: 32 },
  reason: 'AGENT_PROCESSES allows, which is 32',
};

/** Runs the agent, and returns its error. No folder may be left. */
async function failureOf({ code }: Hog, confinement: ReturnType<typeof unconfined>) {
  const folder = await writePythonAgent(code);
  let root = '';
  const open: typeof confinement.open = async (options) => {
    const workspace = await confinement.open(options);
    root = workspace.root;
    return workspace;
  };
  const { failure } = await runPython({
    folder,
    confinement: { ...confinement, open },
    python: PUBLIC_PYTHON,
  });
  expect(existsSync(root)).toBe(false);
  return failure;
}

describe.skipIf(!hasPython || process.platform !== 'linux')('without a sandbox, an agent', () => {
  it.each([...HOGS, BOMB])('that $what ends its run, which names the limit', async (hog) => {
    expect(await failureOf(hog, unconfined(hog.limits))).toContain(hog.reason);
  });

  it('that stays within its limits is no longer checked when it has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const folder = await writePythonAgent('print("fine")');
      expect(await runPython({ folder })).toMatchObject({ failure: null, stdout: 'fine\n' });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

for (const { kind, works, confine } of SANDBOXES) {
  describe.skipIf(!works || !hasPython)(`in a sandbox of the kind ${kind}, an agent`, () => {
    it.each([...HOGS, BOMB])('that $what ends its run, which names the limit', async (hog) => {
      expect(await failureOf(hog, confine([], hog.limits))).toContain(hog.reason);
    });

    it('leaves no process running, however it tries', async () => {
      const name = `beat-${randomUUID()}`; // and not its inode, which another file gets once this one is deleted
      const code = `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        beat = open("${name}", "w")
        while True: beat.write("x"); beat.flush(); time.sleep(0.01)
    os._exit(0)
while not os.path.exists("${name}"): time.sleep(0.01)`;
      const { failure } = await runPython({
        folder: await writePythonAgent(code),
        confinement: confine([]),
        python: PUBLIC_PYTHON,
      });
      expect(failure).toBeNull();
      expect(openFiles().filter((path) => path.includes(name))).toEqual([]);
    });
  });
}

/** The paths of the files that processes of this machine have open. */
function openFiles(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => filesOf(`/proc/${pid}/fd`));
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(`${folder}/${name}`)];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return []; // the process has ended meanwhile, or belongs to another user
  }
}

it.skipIf(process.platform !== 'linux')('a file that a process has open is found by its name', () => {
  const path = join(tmpdir(), `open-${randomUUID()}`);
  const file = openSync(path, 'w');
  rmSync(path);
  expect(openFiles().filter((open) => open.includes(path))).toHaveLength(1);
  closeSync(file);
  expect(openFiles().filter((open) => open.includes(path))).toEqual([]);
});
