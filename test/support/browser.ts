import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/** A name of this machine that browsers do not take for its own: over http, pages of it have no secure context. */
export const PLAIN_HOST = 'symposium.test';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
];

/** The browser of a test file. */
export interface TestBrowser {
  /** A browser profile of its own, which ends with the test. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Lets the pages of this test complain in these words; any other complaint fails the test. */
  allow(complaint: RegExp): void;
}

/**
 * Starts a browser for the tests of a file. A console error, a console warning or an uncaught error of
 * any page fails the test it comes up in.
 */
export function setUpBrowser(): TestBrowser {
  let browser: Browser | undefined;
  let contexts: BrowserContext[] = [];
  let complaints: string[] = [];
  let allowed: RegExp[] = [];

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    const unexpected = complaints.filter((complaint) => !allowed.some((words) => words.test(complaint)));
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    complaints = [];
    allowed = [];
    expect(unexpected, 'unexpected complaints of the page').toEqual([]);
  });

  afterAll(() => browser?.close());

  return {
    allow: (complaint) => void allowed.push(complaint),
    async newContext(options = {}) {
      if (!browser) throw new Error('The browser has not been started.');
      const context = await browser.newContext(options);
      contexts.push(context);
      context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().stack}`));
      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      });
      return context;
    },
  };
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
