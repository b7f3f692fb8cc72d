import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chromiumProgram } from './chromium-program.ts';
import { shareInWorker } from './share-in-worker.ts';

/** A host name of this machine that browsers do not treat as local: its pages over http have no secure context. */
export const PLAIN_HOST = 'symposium.test';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
];

/** The browser that the tests of a file use. */
export interface TestBrowser {
  /** Opens a new browser profile. It is closed after the test; after the file if it was opened in `beforeAll`. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Allows console messages of this test that match. Any other warning or error fails the test. */
  allow(complaint: RegExp): void;
}

const sharedBrowser = shareInWorker(launch, (browser) => browser.close());

/**
 * Gives the tests of a file a browser, which all files of the worker share. A console error, a console warning or an
 * uncaught error of any page fails the test.
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

async function launch(): Promise<Browser> {
  const executablePath = await chromiumProgram();
  return chromium.launch({
    ...(executablePath ? { executablePath } : { channel: 'chrome' }),
    args: ARGUMENTS,
  });
}
