import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumProgram } from '../../support/chromium-program.ts';
import { connectCdp, type CdpConnection, type CdpSession } from './cdp.ts';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--remote-debugging-pipe',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  'about:blank',
];
const VIEWPORT = { width: 1280, height: 800 };

/** A page in its own browser profile. */
export interface BenchPage {
  readonly session: CdpSession;
  /** Runs an expression in the page, and returns its awaited value, which must be JSON. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Opens an address, and waits until it has loaded. */
  open(url: string): Promise<void>;
  close(): Promise<void>;
}

/** A headless Chromium. */
export interface Browser {
  readonly version: string;
  newPage(): Promise<BenchPage>;
  /** Returns the processor time of all of its processes, drawing included, in milliseconds. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `CHROMIUM_PATH`; on Linux without it, the Chromium that comes with a package. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'symposium-bench-chromium-'));
  const child = spawn(await executable(), [...ARGUMENTS, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const connection = connectCdp(child);
  const { product } = await connection.send<{ product: string }>('Browser.getVersion');
  return {
    version: product,
    newPage: () => newPage(connection),
    async processorTime() {
      const { processInfo } = await connection.send<{ processInfo: { cpuTime: number }[] }>(
        'SystemInfo.getProcessInfo',
      );
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
    },
    async stop() {
      const ended = once(child, 'exit');
      await connection.send('Browser.close').catch(() => child.kill());
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function executable(): Promise<string> {
  const path = await chromiumProgram();
  if (path) return path;
  throw new Error('Which Chromium? Set CHROMIUM_PATH to its program.');
}

async function newPage(connection: CdpConnection): Promise<BenchPage> {
  const { browserContextId } = await connection.send<{ browserContextId: string }>(
    'Target.createBrowserContext',
  );
  const { targetId } = await connection.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
    ...VIEWPORT,
  });
  const { sessionId } = await connection.send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const session = connection.session(sessionId);
  await session.send('Page.enable');
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...VIEWPORT,
    deviceScaleFactor: 1,
    mobile: false,
  });

  async function evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await session.send<{
      result: { value: Value };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (!exceptionDetails) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  return {
    session,
    evaluate,
    async open(url) {
      const loaded = new Promise<void>((resolve) => {
        const end = session.on('Page.loadEventFired', () => {
          end();
          resolve();
        });
      });
      const { errorText } = await session.send<{ errorText?: string }>('Page.navigate', { url });
      if (errorText) throw new Error(`${url}: ${errorText}`);
      await loaded;
    },
    close: async () => {
      await connection.send('Target.disposeBrowserContext', { browserContextId });
    },
  };
}
