import { Session } from 'node:inspector';
import { BUILT_INS } from './built-ins.ts';
import { countReads } from './count-reads.ts';

/**
 * Counts work in steps: how often each block of code runs, which V8 counts for coverage, and what built-in methods and
 * regular expressions read (see `countReads`). The count is the same on every machine and grows with the time.
 * @param isCounted returns whether a script counts, by its address
 * @throws if no script that has run so far counts: then `isCounted` no longer fits the folders
 */
export async function countWork(work: () => void, isCounted: (url: string) => boolean): Promise<number> {
  const blocks = await startCounting(isCounted);
  return countReads(work, BUILT_INS) + (await blocks());
}

/** The addresses of all scripts that have run since the session was opened. */
const scripts = new Set<string>();

/** Opened early: of a function that has run before, V8 counts only the calls and not the blocks. */
const session = openSession();

/** Starts counting how often blocks of code run. Returns a function that stops and returns the count. */
async function startCounting(isCounted: (url: string) => boolean): Promise<() => Promise<number>> {
  const counting = await session;
  await take(counting); // discards what has run before
  return async () => {
    let count = 0;
    for (const { url, functions } of await take(counting)) {
      if (!isCounted(url)) continue;
      for (const { ranges } of functions) for (const range of ranges) count += range.count;
    }
    if (![...scripts].some(isCounted)) throw new Error('`isCounted` fits no script that has run.');
    return count;
  };
}

async function openSession(): Promise<Session> {
  const opened = new Session();
  opened.connect();
  await post(opened, 'Profiler.enable');
  await post(opened, 'Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return opened;
}

/** How often the blocks of a script have run: https://chromedevtools.github.io/devtools-protocol/tot/Profiler */
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

async function take(from: Session): Promise<readonly ScriptCoverage[]> {
  const { result } = await post<{ result: readonly ScriptCoverage[] }>(from, 'Profiler.takePreciseCoverage');
  for (const { url } of result) scripts.add(url);
  return result;
}

function post<Result>(to: Session, method: string, params: object = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    to.post(method, params, (error, result) => (error ? reject(error) : resolve(result as Result)));
  });
}
