/** Attempts of a malicious agent, in both languages of agents. Each prints what it finds. */
export interface Attempt {
  what: string;
  python: string;
  /** Null if the language cannot do it. */
  javascript: string | null;
}

/** The form of all secrets in these tests. The pattern must not match itself. */
export const SECRET = 'canary-[0-9a-f]{16}';

const PYTHON = String.raw`
import os, re, stat, subprocess, sys
HUB, PROCESSES, DATA, ENV_FILE, FOLDERS, PUBLIC = __HUB__
SECRET = re.compile(b"can" + b"ary-[0-9a-f]{16}")
def tell(text, place):
    for found in sorted(set(SECRET.findall(text))): print("GOT", found.decode(), "in", place)
def read(path):
    try:
        with open(path, "rb") as file: tell(file.read(1 << 20), path)
    except OSError: pass
def walk(folder):
    for place, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if os.path.join(place, one) not in PUBLIC]
        for file in files:
            path = os.path.join(place, file)
            try: kind = os.lstat(path).st_mode
            except OSError: continue
            if stat.S_ISREG(kind): read(path)
def write(path):
    try:
        with open(path, "w") as file: file.write("spy")
        print("WROTE", path)
    except OSError: pass
`;

const JAVASCRIPT = String.raw`
const fs = require('node:fs'), { join } = require('node:path'), { spawnSync } = require('node:child_process');
const [HUB, PROCESSES, DATA, ENV_FILE, FOLDERS, PUBLIC] = __HUB__;
const SECRET = new RegExp('can' + 'ary-[0-9a-f]{16}', 'g');
function tell(text, place) {
  for (const found of new Set(text.toString('latin1').match(SECRET))) console.log('GOT', found, 'in', place);
}
function read(path) { try { if (fs.statSync(path).size < 1e6) tell(fs.readFileSync(path), path); } catch {} }
function walk(folder) {
  let entries = [];
  try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch {}
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (PUBLIC.includes(path)) continue;
    if (entry.isDirectory()) walk(path);
    else if (fs.lstatSync(path).isFile()) read(path); // a mount on a file is reported as a file
  }
}
function write(path) { try { fs.writeFileSync(path, 'spy'); console.log('WROTE', path); } catch {} }
`;

/** The program that makes an attempt. */
export function programOf(attempt: Attempt, language: 'python' | 'javascript', knows: SpyKnows): string {
  const { hub, processes, dataFolder, envFile, folders, installed } = knows;
  const known = JSON.stringify([
    hub,
    processes,
    dataFolder,
    envFile,
    folders,
    ['/proc', '/sys', '/usr', '/nix', ...installed],
  ]);
  const tools = language === 'python' ? PYTHON : JAVASCRIPT;
  const end = language === 'python' ? 'print("DONE")' : 'console.log("DONE")';
  return `${tools.replace('__HUB__', () => known)}\n${attempt[language]}\n${end}`;
}

/** What the spy knows already: the worst case. */
export interface SpyKnows {
  hub: number;
  /** The hub, its parent process, and another run's agent. */
  processes: readonly number[];
  dataFolder: string;
  envFile: string;
  /** The folders of another run. */
  folders: readonly string[];
  /** Programs, which contain no secrets and are many files. */
  installed: readonly string[];
}

export const ATTEMPTS: readonly Attempt[] = [
  {
    what: 'the environment of every process',
    python: 'for pid in os.listdir("/proc"): read("/proc/%s/environ" % pid)',
    javascript: 'for (const pid of fs.readdirSync("/proc")) read(`/proc/${pid}/environ`);',
  },
  {
    what: 'the command line of every process',
    python: 'for pid in os.listdir("/proc"): read("/proc/%s/cmdline" % pid)',
    javascript: 'for (const pid of fs.readdirSync("/proc")) read(`/proc/${pid}/cmdline`);',
  },
  {
    what: 'the memory of the hub, of who started it, and of another run',
    python: String.raw`
for pid in PROCESSES:
    try:
        with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
            for line in maps:
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                if " rw" not in line or end - start > 1 << 28: continue
                try:
                    memory.seek(start)
                    tell(memory.read(end - start), "the memory of %d" % pid)
                except (OSError, ValueError, OverflowError): pass
    except OSError: pass`,
    javascript: String.raw`
for (const pid of PROCESSES) {
  try {
    const memory = fs.openSync('/proc/' + pid + '/mem', 'r');
    for (const line of fs.readFileSync('/proc/' + pid + '/maps', 'utf8').split('\n')) {
      const [start, end] = line.split(' ')[0].split('-').map((part) => parseInt(part, 16));
      if (!line.includes(' rw') || end - start > 1 << 28) continue;
      const bytes = Buffer.alloc(end - start);
      try { fs.readSync(memory, bytes, 0, bytes.length, start); tell(bytes, 'the memory of ' + pid); } catch {}
    }
  } catch {}
}`,
  },
  {
    what: 'to trace the hub',
    python: String.raw`
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
SEIZE = 0x4206  # which does not stop it
if libc.ptrace(SEIZE, HUB, None, None) == 0: print("TRACED", HUB)`,
    javascript: null,
  },
  {
    what: 'to signal the hub',
    python: String.raw`
import signal
for pid in PROCESSES:
    try: os.kill(pid, signal.SIGCONT); print("SIGNALLED", pid)
    except OSError: pass`,
    javascript:
      'for (const pid of PROCESSES) { try { process.kill(pid, "SIGCONT"); console.log("SIGNALLED", pid); } catch {} }',
  },
  { what: 'the data folder', python: 'walk(DATA)', javascript: 'walk(DATA);' },
  { what: 'the file .env', python: 'read(ENV_FILE)', javascript: 'read(ENV_FILE);' },
  {
    what: "another run's folders",
    python: 'for folder in FOLDERS: walk(folder)',
    javascript: 'for (const folder of FOLDERS) walk(folder);',
  },
  {
    what: 'every file of /tmp, /dev, /var, /run, /home, /root, /etc, /opt and /srv',
    python: 'for one in "tmp dev var run home root etc opt srv".split(): walk("/" + one)',
    javascript: 'for (const one of "tmp dev var run home root etc opt srv".split(" ")) walk("/" + one);',
  },
  {
    what: 'the files that were open',
    python: String.raw`
for one in os.listdir("/proc/self/fd"):
    try:
        if int(one) > 2 and stat.S_ISREG(os.stat("/proc/self/fd/" + one).st_mode): read("/proc/self/fd/" + one)
    except OSError: pass`,
    javascript:
      'for (const one of fs.readdirSync("/proc/self/fd")) if (Number(one) > 2) { const link = "/proc/self/fd/" + one; try { if (fs.statSync(link).isFile()) read(link); } catch {} }',
  },
  {
    what: 'to write outside of its folders',
    python:
      'for one in ["/", "/usr", "/etc", "/dev", "/proc", DATA, *FOLDERS]: write(os.path.join(one, "spy"))',
    javascript:
      'for (const one of ["/", "/usr", "/etc", "/dev", "/proc", DATA, ...FOLDERS]) write(join(one, "spy"));',
  },
  {
    what: 'to become root, and to mount',
    python: String.raw`
for command in (["mount", "-o", "remount,rw", "/usr"], ["mount", "-o", "remount,rw", "/"],
                ["unshare", "--user", "--map-root-user", "--mount", "mount", "-o", "remount,rw", "/usr"]):
    try: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError: pass
for user in (0, 1):
    try:
        if os.getuid() != user: os.setuid(user); print("BECAME", user)
    except OSError: pass
for one in ("/", "/usr", "/etc"): write(os.path.join(one, "spy"))`,
    javascript: String.raw`
for (const command of ['mount -o remount,rw /usr', 'mount -o remount,rw /',
                       'unshare --user --map-root-user --mount mount -o remount,rw /usr'])
  spawnSync('sh', ['-c', command]);
for (const one of ['/', '/usr', '/etc']) write(join(one, 'spy'));`,
  },
];
