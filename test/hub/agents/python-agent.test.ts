import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { packagePath } from '../../../src/hub/package-root.ts';
import { hasPython } from '../../support/python.ts';
import { pythonOptions, runPython, temporaryFolder, TOKEN, writePythonAgent } from './run-python.ts';
import { startWitness, type Witness } from './witness.ts';

/** Python code that starts a child, which ignores SIGTERM, and waits until it is known as `child`. */
function startChild(witness: Witness): string {
  const code = `
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
${witness.meet('child')}
print("ready", flush=True)
signal.pause()`;
  return `
import subprocess, sys
subprocess.Popen([sys.executable, "-c", ${JSON.stringify(code)}], stdout=subprocess.PIPE).stdout.readline()`;
}

/** Python code that starts a thread, which prints a traceback after the agent's own error, before the process ends. */
const FAILS_LAST = `
import io, sys, threading
class Output(io.StringIO):
    def flush(self):
        ending.set()
        thread.join()
ending = threading.Event()
thread = threading.Thread(target=lambda: ending.wait() and 1 / 0)
thread.start()
sys.stdout = Output()
`;

/** Python code that opens files until no more can be opened. */
const OPENS_ALL_FILES = `
import os, resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
try:
    while True: os.dup(1)
except OSError:
    pass
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function run(code: string, files?: Record<string, string>) {
  return runPython({ folder: await writePythonAgent(code, files) });
}

describe.skipIf(!hasPython)('an agent that fails', () => {
  it.each([
    ['raises', 'raise ValueError("no such thing")', 'ValueError: no such thing'],
    ['raises in several lines', 'raise ValueError("one\\ntwo")', 'ValueError: one'],
    [
      'raises while it handles another error',
      'try: 1 / 0\nexcept ZeroDivisionError: [][1]',
      'IndexError: list index',
    ],
    ['is not Python', 'def run(:', 'SyntaxError: '],
    [
      'imports a missing module',
      'import no_such_module',
      "ModuleNotFoundError: No module named 'no_such_module'",
    ],
    ['imports what is not Python', 'import broken', 'SyntaxError: '],
    [
      'prints more after it failed',
      'import sys\nsys.excepthook = lambda *it: (sys.__excepthook__(*it), print("bye", file=sys.stderr))\nraise KeyError("x")',
      "KeyError: 'x'",
    ],
    [
      'exits with a status',
      'import sys\nprint("bad luck", file=sys.stderr)\nsys.exit(3)',
      "the agent's process exited with status 3: bad luck",
    ],
    [
      'exits with a message',
      'raise SystemExit("no luck")',
      "the agent's process exited with status 1: no luck",
    ],
    ['exits without output', 'import os\nos._exit(7)', "the agent's process exited with status 7"],
    [
      'is killed',
      'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)',
      "the agent's process was killed (SIGKILL)",
    ],
    [
      'exits with a message, after an error that it has handled',
      'import sys, traceback\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.print_exc()\nsys.exit("no luck")',
      "the agent's process exited with status 1: no luck",
    ],
    [
      'exits with a running thread',
      'import sys, threading\nthreading.Thread(target=threading.Event().wait).start()\nsys.exit(3)',
      "the agent's process exited with status 3",
    ],
    [
      'fails with a running thread',
      'import threading\nthreading.Thread(target=threading.Event().wait).start()\nraise ValueError("done")',
      'ValueError: done',
    ],
    [
      'exits with a message before a thread fails',
      `${FAILS_LAST}raise SystemExit("no luck")`,
      "the agent's process exited with status 1: no luck",
    ],
    [
      'fails when it can open no more files',
      `${OPENS_ALL_FILES}raise ValueError("done")`,
      'ValueError: done',
    ],
    ['fails before a thread fails', `${FAILS_LAST}raise ValueError("done")`, 'ValueError: done'],
  ])('because it %s, has an error of one line', async (_, code, reason) => {
    const { failure } = await run(code, { 'broken.py': '(' });
    expect(failure).toContain(reason);
    expect(failure).not.toContain('\n');
  });

  it('shows its traceback, only with its own frames', async () => {
    const { stderr } = await run('def find():\n    raise ValueError("no such thing")\n\nfind()');
    expect(stderr).toMatch(/^Traceback .*\n {2}File ".*agent\.py", line 4, in <module>\n/);
    expect(stderr).toContain('    raise ValueError("no such thing")\n');
    expect(stderr).not.toContain('run_agent.py');
  });

  it('has an error that says what to install if there is no Python', async () => {
    const folder = await writePythonAgent('');
    const { failure } = await runPython({ folder, python: '/nowhere/python3' });
    expect(failure).toBe(
      '/nowhere/python3 was not found: install Python 3.8 or newer, and add it to the PATH of the hub',
    );
  });
});

describe.skipIf(!hasPython)('an agent that succeeds', () => {
  it('can be in a folder behind a symbolic link', async () => {
    const link = join(await temporaryFolder(), 'linked');
    await symlink(await writePythonAgent('print(open("data.txt").read())', { 'data.txt': 'found' }), link);
    expect(await runPython({ folder: link })).toMatchObject({ failure: null, stdout: 'found\n' });
  });

  it('can call sys.exit', async () => {
    expect(await run('import sys\nprint("so long")\nsys.exit(0)')).toMatchObject({
      failure: null,
      stdout: 'so long\n',
    });
  });
});

describe.skipIf(!hasPython)("an agent's output", () => {
  it('is delivered in UTF-8, separately for stdout and stderr', async () => {
    const { stdout, stderr } = await run('import sys\nprint("Ναί 🏺")\nprint("ὄχι", file=sys.stderr)');
    expect({ stdout, stderr }).toEqual({ stdout: 'Ναί 🏺\n', stderr: 'ὄχι\n' });
  });

  it('does not block an agent when there is too much of it', async () => {
    const { failure, stdout, pieces } = await run(
      'for number in range(16384): print("%063d" % number)\nraise ValueError("at the end")',
    );
    expect(failure).toBe('ValueError: at the end');
    expect(stdout).toContain('[The output is cut here');
    expect(pieces.length).toBeLessThan(500);
    expect(Buffer.byteLength(stdout)).toBeLessThan(257 * 1024);
    expect(stdout.startsWith(`${'0'.repeat(63)}\n`)).toBe(true);
  });
});

describe.skipIf(!hasPython)("the hub's secrets", () => {
  it('do not reach an agent, and its own token does not reach its children or the list of processes', async () => {
    for (const name of ['MODEL_API_KEY', 'DATABASE_URL', 'HUB_TOKENS']) vi.stubEnv(name, 'a-secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { stdout } = await run(`
import os, subprocess
print(subprocess.check_output(["env"], text=True))
print(subprocess.check_output(["cat", "/proc/%d/cmdline" % os.getpid()] if os.path.exists("/proc") else
                              ["ps", "-o", "args=", "-p", str(os.getpid())], text=True))`);
    expect(stdout).toContain('PATH=');
    expect(stdout).toContain('run_agent.py');
    expect(stdout).not.toContain('a-secret');
    expect(stdout).not.toContain(TOKEN);
  });
});

describe.skipIf(!hasPython)('the processes of an agent', () => {
  let witness: Witness;

  beforeEach(async () => {
    witness = await startWitness();
  });

  afterEach(() => witness.close());

  it('end when it is aborted, even if it hangs', async () => {
    const controller = new AbortController();
    const ignore = 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)';
    const folder = await writePythonAgent(
      `${ignore}\n${startChild(witness)}\n${witness.meet('agent')}\nwhile True: pass`,
    );
    const { signal } = controller;
    const ended = runPython({ folder, signal, killAfter: 50 });
    const [agent, child] = [await witness.process('agent'), await witness.process('child')];
    controller.abort(new Error('cancelled'));
    expect(await ended).toMatchObject({ failure: 'cancelled' });
    expect(isAlive(agent.pid)).toBe(false);
    await Promise.all([agent.gone, child.gone]);
  });

  it('end at once if they obey SIGTERM', async () => {
    const controller = new AbortController();
    const folder = await writePythonAgent(`${witness.meet('agent')}\nimport signal\nsignal.pause()`);
    const ended = runPython({ folder, signal: controller.signal, killAfter: 1_000_000 });
    await witness.process('agent');
    controller.abort(new Error('cancelled'));
    expect(await ended).toMatchObject({ failure: 'cancelled' });
  });

  it('do not start if it was aborted before', async () => {
    const folder = await writePythonAgent(witness.meet('agent'));
    const { failure, pieces } = await runPython({ folder, signal: AbortSignal.abort(new Error('too late')) });
    expect({ failure, pieces }).toEqual({ failure: 'too late', pieces: [] });
  });

  it('end with the agent, including its children', async () => {
    expect((await run(startChild(witness))).failure).toBeNull();
    await (
      await witness.process('child')
    ).gone;
  });

  it('end with a hub that is killed', async () => {
    const folder = await writePythonAgent(
      `${startChild(witness)}\n${witness.meet('agent')}\nimport signal\nsignal.pause()`,
    );
    const {
      signal: _signal,
      onOutput: _onOutput,
      confinement: _confinement,
      ...options
    } = pythonOptions({ folder });
    const hub = spawn(process.execPath, ['--input-type=module', '-e', A_HUB, JSON.stringify(options)], {
      cwd: packagePath('.'),
      env: { ...process.env, TMPDIR: await temporaryFolder() }, // it cannot clean up
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void hub.kill('SIGKILL'));
    const [agent, child] = [await witness.process('agent'), await witness.process('child')];
    hub.kill('SIGKILL');
    await once(hub, 'exit');
    await Promise.all([agent.gone, child.gone]);
  });
});

/** A program that runs one agent, as the hub does. */
const A_HUB = `
import { createJiti } from 'jiti';
const jiti = createJiti(import.meta.url);
const { runPythonAgent } = await jiti.import(${JSON.stringify(packagePath('src/hub/agents/run-python-agent.ts'))});
const { unconfined } = await jiti.import(${JSON.stringify(packagePath('test/support/confinements.ts'))});
const options = { ...JSON.parse(process.argv[1]), confinement: unconfined() };
await runPythonAgent({ ...options, signal: new AbortController().signal, onOutput() {} });
`;
