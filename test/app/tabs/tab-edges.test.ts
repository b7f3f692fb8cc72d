import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserLocks } from '../../../src/app/tabs/locks.ts';
import { browserTabChannels } from '../../../src/app/tabs/tab-channel.ts';

afterEach(() => vi.unstubAllGlobals());

const refuse = (): never => {
  throw new DOMException('It is not allowed here.', 'SecurityError');
};

describe('channels between tabs', () => {
  it.each([
    ['are missing', undefined],
    [
      'are forbidden',
      function Forbidden() {
        refuse();
      },
    ],
  ])('are done without where they %s', (_, BroadcastChannel) => {
    vi.stubGlobal('BroadcastChannel', BroadcastChannel);
    expect(browserTabChannels()).toBeNull();
  });

  it('that carry nothing leave the tab itself alone', () => {
    vi.stubGlobal(
      'BroadcastChannel',
      class {
        postMessage = refuse;
        close(): void {}
      },
    );
    const channel = browserTabChannels()?.('symposium.session');
    expect(() => channel?.announce('signed-in')).not.toThrow();
  });
});

describe('locks', () => {
  it('are done without where the browser has none for a page', () => {
    vi.stubGlobal('navigator', {});
    expect(browserLocks()).toBeNull();
  });

  it('refuse by a rejected promise, whatever the browser does', async () => {
    vi.stubGlobal('navigator', { locks: { request: refuse, query: refuse } });
    const locks = browserLocks()!;
    await expect(locks.request('one', { ifAvailable: true }, () => null)).rejects.toThrow('not allowed');
    await expect(locks.query()).rejects.toThrow('not allowed');
  });
});
