import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packagePath } from '../../../src/hub/package-root.ts';
import { PUBLIC_PYTHON as python, SANDBOXES } from '../../support/confinements.ts';
import { hasPython } from '../../support/python.ts';
import { startFakeHub } from './fake-hub.ts';
import { pythonOptions, runPython, temporaryFolder, writePythonAgent } from './run-python.ts';
import { startWitness } from './witness.ts';

for (const { kind, works, failure: why, confine } of SANDBOXES) {
  const title = works
    ? `a sandbox of the kind ${kind}`
    : `a sandbox of the kind ${kind}, which does not work here (${why})`;
  const run = async (code: string, files?: Record<string, string>) =>
    runPython({ folder: await writePythonAgent(code, files), confinement: confine([]), python });

  describe.skipIf(!works || !hasPython)(title, () => {
    it('lets an agent stream, reply and end as without a sandbox', async () => {
      const hub = await startFakeHub();
      onTestFinished(hub.close);
      const folder = await writePythonAgent(
        'env.add_reply(env.completion(env.list_messages(), stream=True))',
      );
      const { failure } = await runPython({ folder, hubUrl: hub.url, confinement: confine([]), python });
      expect(failure).toBeNull();
      expect(hub.replies()).toMatchObject([{ content: 'Know thyself.' }]);
    });

    it('has a working folder with the agent’s files, a home folder and a temporary folder, which are all writable', async () => {
      const { failure, stdout } = await run(
        `
import os, tempfile, pathlib, json, ssl, multiprocessing
print(open("data.txt").read())
for folder in (os.getcwd(), str(pathlib.Path.home()), tempfile.gettempdir()):
    with open(os.path.join(folder, "note"), "w") as file: file.write("noted")
print(multiprocessing.Lock().acquire())
print(ssl.create_default_context().verify_mode.name)
import helper`,
        { 'data.txt': 'found', 'helper.py': 'print("imported")' },
      );
      expect({ failure, stdout }).toEqual({
        failure: null,
        stdout: 'found\nTrue\nCERT_REQUIRED\nimported\n',
      });
    });

    it('lets an agent end by itself after SIGTERM', async () => {
      const witness = await startWitness();
      onTestFinished(witness.close);
      const controller = new AbortController();
      const hub = await startFakeHub();
      onTestFinished(hub.close);
      const folder = await writePythonAgent(`
import signal, sys
def leave(*_):
    env.add_reply("Farewell.")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
${witness.meet('agent')}
while True: signal.pause()`);
      const { signal } = controller;
      const ended = runPython({
        folder,
        hubUrl: hub.url,
        signal,
        confinement: confine([]),
        python,
        killAfter: 1_000_000,
      });
      const agent = await witness.process('agent');
      controller.abort(new Error('cancelled'));
      expect(await ended).toMatchObject({ failure: 'cancelled' });
      await agent.gone;
      expect(hub.replies()).toMatchObject([{ content: 'Farewell.' }]);
    });

    it('keeps the pipes of a process open', async () => {
      const workspace = await confine([]).open({
        readable: [process.execPath],
        own: [packagePath('src/agents')],
      });
      onTestFinished(workspace.close);
      const echo = `const pipe = new (require('node:net').Socket)({ fd: 3 }); pipe.pipe(pipe);`;
      const { command, args, user } = workspace.launch(process.execPath, ['-e', echo]);
      const child = spawn(command, args, {
        cwd: workspace.folder,
        stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
        ...(user !== null && { uid: user, gid: user }),
      });
      const pipe = child.stdio[3] as Duplex;
      pipe.write('hello');
      const [bytes] = (await once(pipe, 'data')) as [Buffer];
      expect(bytes.toString()).toBe('hello');
      pipe.end();
      expect(await once(child, 'exit')).toEqual([0, null]);
    });

    it('reports the signal that ended an agent', async () => {
      const { failure } = await run('import os, signal\nos.kill(os.getpid(), signal.SIGKILL)');
      expect(failure).toBe("the agent's process was killed (SIGKILL)");
    });

    it('ends with a hub that is killed', async () => {
      const witness = await startWitness();
      onTestFinished(witness.close);
      const folder = await writePythonAgent(`
import subprocess, sys
subprocess.Popen([sys.executable, "-c", ${JSON.stringify(`${witness.meet('child')}\nimport signal\nsignal.pause()`)}])
${witness.meet('agent')}
import signal
signal.pause()`);
      const {
        signal: _signal,
        onOutput: _onOutput,
        confinement: _none,
        ...options
      } = pythonOptions({ folder, python });
      const temporary = await temporaryFolder();
      await chmod(temporary, 0o755);
      const hub = spawn(
        process.execPath,
        ['--input-type=module', '-e', A_HUB, kind, JSON.stringify(options)],
        {
          cwd: packagePath('.'),
          env: { ...process.env, TMPDIR: temporary }, // it cannot clean up
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      onTestFinished(() => void hub.kill('SIGKILL'));
      const [agent, child] = [await witness.process('agent'), await witness.process('child')];
      hub.kill('SIGKILL');
      await once(hub, 'exit');
      await Promise.all([agent.gone, child.gone]);
    });

    it('runs an agent whose files only the hub can read', async () => {
      const folder = await writePythonAgent('import helper', { 'helper.py': 'print("imported")' });
      for (const file of ['agent.py', 'helper.py']) await chmod(join(folder, file), 0o600);
      const { failure, stdout } = await runPython({ folder, confinement: confine([]), python });
      expect({ failure, stdout }).toEqual({ failure: null, stdout: 'imported\n' });
    });

    it('hides files inside visible folders', async () => {
      const root = await temporaryFolder();
      const folder = join(root, 'acme/guide/1.0.0');
      const neighbour = join(root, 'acme/other/1.0.0');
      for (const place of [folder, neighbour]) await mkdir(place, { recursive: true });
      await writeFile(
        join(folder, 'agent.py'),
        'import os\nprint(os.path.exists(env.env_vars["FILE"]) and os.path.getsize(env.env_vars["FILE"]))',
      );
      await writeFile(join(folder, '.env'), 'A=secret', { mode: 0o600 });
      await writeFile(join(neighbour, 'agent.py'), 'print("secret")');
      const before = process.umask(0o077); // the hub's umask
      onTestFinished(() => void process.umask(before));
      const confinement = confine([join(folder, '.env'), root]);
      for (const [file, seen] of [
        [join(folder, '.env'), /^(0|False)$/],
        [join(neighbour, 'agent.py'), /^(0|False)$/],
      ] as const) {
        const { failure, stdout } = await runPython({
          folder,
          environment: { FILE: file },
          confinement,
          python,
        });
        expect(failure).toBeNull();
        expect(stdout.trim()).toMatch(seen);
      }
    });
  });
}

/** A program that runs one agent, as the hub does. */
const A_HUB = `
import { createJiti } from 'jiti';
const jiti = createJiti(import.meta.url);
const { runPythonAgent } = await jiti.import(${JSON.stringify(packagePath('src/hub/agents/run-python-agent.ts'))});
const { SANDBOXES } = await jiti.import(${JSON.stringify(packagePath('test/support/confinements.ts'))});
const confinement = SANDBOXES.find(({ kind }) => kind === process.argv[1]).confine([]);
const options = JSON.parse(process.argv[2]);
await runPythonAgent({ ...options, confinement, signal: new AbortController().signal, onOutput() {} });
`;
