import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { shareInWorker } from './share-in-worker.ts';

/** A name of this machine that browsers do not take for its own: over http, pages of it have no secure context. */
export const PLAIN_HOST = 'symposium.test';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
];

/** A browser, as the tests of a file use it. */
export interface TestBrowser {
  /** A browser profile of its own, which ends with the test; in `beforeAll` with the file. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Lets the pages of this test printError in these words; any other complaint fails the test. */
  allow(complaint: RegExp): void;
}

const sharedBrowser = shareInWorker(launch, (browser) => browser.close());

/**
 * Gives the tests of a file a browser, which they share with those of other files. A console error, a console warning
 * or an uncaught error of any page fails the test it comes up in.
 */
export function setUpBrowser(): TestBrowser {
  let browser: Browser | undefined;
  const ofFile: BrowserContext[] = [];
  let ofTest: BrowserContext[] | undefined;
  let complaints: string[] = [];
  let allowed: RegExp[] = [];

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  beforeEach(() => {
    ofTest = [];
  });

  afterEach(async () => {
    const unexpected = complaints.filter((complaint) => !allowed.some((words) => words.test(complaint)));
    await closeAll(ofTest);
    ofTest = undefined;
    complaints = [];
    allowed = [];
    expect(unexpected, 'unexpected complaints of the page').toEqual([]);
  });

  afterAll(() => closeAll(ofFile));

  return {
    allow: (complaint) => void allowed.push(complaint),
    async newContext(options = {}) {
      if (!browser) throw new Error('The browser has not been started.');
      const context = await browser.newContext(options);
      (ofTest ?? ofFile).push(context);
      context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().stack}`));
      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      });
      return context;
    },
  };
}

async function closeAll(contexts: readonly BrowserContext[] = []): Promise<void> {
  await Promise.all(contexts.map((context) => context.close()));
}

/** CHROMIUM_PATH if it is set; on Linux the Chromium that comes with the package; else the Chrome that is installed. */
async function launch(): Promise<Browser> {
  const path = process.env['CHROMIUM_PATH'];
  if (path) return chromium.launch({ executablePath: path, args: ARGUMENTS });
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return chromium.launch({ channel: 'chrome', args: ARGUMENTS });
  }
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: ARGUMENTS });
}
