import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Workspace, Confinement } from '../../../src/hub/agents/confinement.ts';
import type { Interpreter } from '../../../src/hub/agents/python-interpreter.ts';
import { createPythonPackages } from '../../../src/hub/agents/python-packages.ts';
import { PUBLIC_PYTHON as python, SANDBOXES, unconfined } from '../../support/confinements.ts';
import { hasPython } from '../../support/python.ts';
import { runPython, temporaryFolder, writePythonAgent } from './run-python.ts';

const hasPip = hasPython && spawnSync(python, ['-m', 'pip', '--version']).status === 0;

/** Creates a package with one module, as a wheel: https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
const MAKE_WHEEL = `
import sys, zipfile
name, version, path = sys.argv[1:]
info = "%s-%s.dist-info/" % (name, version)
files = {
    name + ".py": "VERSION = %r" % version,
    info + "METADATA": "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n" % (name, version),
    info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
files[info + "RECORD"] = "".join(file + ",,\\n" for file in files) + info + "RECORD,,\\n"
with zipfile.ZipFile(path, "w") as wheel:
    for file, text in files.items(): wheel.writestr(file, text)
`;

function addWheel(folder: string, name: string, version: string): void {
  const path = join(folder, `${name}-${version}-py3-none-any.whl`);
  const { status } = spawnSync(python, ['-c', MAKE_WHEEL, name, version, path]);
  expect(status).toBe(0);
}

/** An agent that needs a package, and contains two versions of it. */
async function writeAgent(requirements: string): Promise<string> {
  const folder = await writePythonAgent('import virtue\nprint("virtue", virtue.VERSION)', {
    'requirements.txt': requirements,
    'README.md': '',
  });
  for (const version of ['1.0', '2.0']) addWheel(folder, 'virtue', version);
  return folder;
}

const LOCAL = '--no-index\n--find-links .\n';
const confined = SANDBOXES.find(({ works }) => works);
const places: [string, () => Confinement][] = [
  ['without a sandbox', () => unconfined()],
  ...(confined
    ? ([[`in a sandbox (${confined.kind})`, () => confined.confine([])]] as [string, () => Confinement][])
    : []),
];

describe.skipIf(!hasPip)('the requirements of a Python agent', () => {
  it.each(places)('are installed once, for this agent only, %s', async (_, confine) => {
    const cache = await temporaryFolder();
    const packages = createPythonPackages(cache);
    const folder = await writeAgent(`${LOCAL}# nothing else\nnearai==0.1.13\nvirtue==1.0\n`);
    const run = () => runPython({ folder, packages, python, confinement: confine() });
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ failure }) => failure)).toEqual([null, null]);
    expect(both.filter(({ stdout }) => stdout.includes('Installing the packages'))).toHaveLength(1);
    expect((await run()).stdout).toBe('virtue 1.0\n');

    await writeFile(join(folder, 'requirements.txt'), `${LOCAL}virtue>=2\n`);
    expect(await run()).toMatchObject({ failure: null, stdout: expect.stringContaining('virtue 2.0\n') });
    const [own] = await readdir(cache);
    expect(await readdir(join(cache, own!))).toHaveLength(1);

    const other = await writePythonAgent('import virtue');
    expect((await runPython({ folder: other, packages, python, confinement: confine() })).failure).toBe(
      "ModuleNotFoundError: No module named 'virtue': install it for the Python that runs agents, or name it in the agent's requirements.txt",
    );
  });

  it('that cannot be installed are named, and the next run tries again', async () => {
    const packages = createPythonPackages(await temporaryFolder());
    const folder = await writeAgent(`${LOCAL}vice\n`);
    const run = () => runPython({ folder, packages, python });
    expect((await run()).failure).toBe(
      'its requirements.txt could not be installed: ERROR: No matching distribution found for vice',
    );
    await writeFile(join(folder, 'requirements.txt'), 'x'.repeat(100_000));
    expect((await run()).failure).toBe(
      'its requirements.txt could not be installed: it is larger than 65536 bytes',
    );
    addWheel(folder, 'vice', '1.0');
    await writeFile(join(folder, 'requirements.txt'), `${LOCAL}vice\nvirtue\n`);
    expect((await run()).failure).toBeNull();
  });

  it('are abandoned when the run is cancelled, and leave nothing behind', async () => {
    const cache = await temporaryFolder();
    const controller = new AbortController();
    const folder = await writeAgent(`${LOCAL}virtue\n`);
    const { failure } = await runPython({
      folder,
      packages: createPythonPackages(cache),
      python,
      signal: controller.signal,
      onOutput: () => controller.abort(new Error('cancelled')),
    });
    expect(failure).toBe('cancelled');
    expect(await readdir(cache)).toEqual([]);
  });
});

it('are installed again for a run that starts while an abandoned installation ends', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'requirements.txt'), 'virtue');
  let openFirst!: (workspace: Workspace) => void;
  const workspaces = [
    new Promise<Workspace>((resolve) => (openFirst = resolve)),
    Promise.reject(new Error('another installation')),
  ];
  workspaces[1]!.catch(() => undefined);
  const open = () => workspaces.shift()!;
  const packages = createPythonPackages(await temporaryFolder());
  let beginSecond!: () => void;
  const secondBegun = new Promise<void>((resolve) => (beginSecond = resolve));
  const begun: (() => void)[] = [() => undefined, beginSecond];
  const interpreter: Interpreter = {
    ...({ readable: [] } as unknown as Interpreter),
    get executable() {
      begun.shift()?.(); // read right before the installation is looked up
      return 'python';
    },
  };
  const hold = (signal: AbortSignal) =>
    packages.hold({
      folder,
      interpreter,
      confinement: { open } as unknown as Confinement,
      variables: {},
      program: 'program',
      signal,
      onOutput: () => undefined,
    });
  const controller = new AbortController();
  const first = hold(controller.signal);
  while (workspaces.length === 2) await new Promise((resolve) => setImmediate(resolve));
  controller.abort(new Error('cancelled'));
  const second = hold(new AbortController().signal);
  const both = Promise.allSettled([first, second]);
  await secondBegun;
  openFirst({ close: () => Promise.resolve() } as Workspace);
  expect((await both).map((settled) => settled.status === 'rejected' && settled.reason.message)).toEqual([
    'cancelled',
    'another installation',
  ]);
});

describe.skipIf(!hasPython)('the requirements of an agent on a hub that does not install them', () => {
  it('are ignored, and a missing module is named with what to do', async () => {
    const folder = await writePythonAgent('import virtue.ethics', { 'requirements.txt': 'virtue' });
    expect((await runPython({ folder })).failure).toBe(
      "ModuleNotFoundError: No module named 'virtue': install it for the Python that runs agents, or name it in the agent's requirements.txt, with AGENT_REQUIREMENTS=on",
    );
    const other = await writePythonAgent('from nearai.registry import Registry');
    expect((await runPython({ folder: other })).failure).toBe(
      "ModuleNotFoundError: No module named 'nearai.registry': it is not part of the nearai package that comes with this hub",
    );
  });
});
