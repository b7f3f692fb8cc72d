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
  ])('are null where they %s', (_, BroadcastChannel) => {
    vi.stubGlobal('BroadcastChannel', BroadcastChannel);
    expect(browserTabChannels()).toBeNull();
  });

  it('that cannot send do not throw', () => {
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
  it('are null where the browser has none for a page', () => {
    vi.stubGlobal('navigator', {});
    expect(browserLocks()).toBeNull();
  });

  it('reject their promise when the browser throws', async () => {
    vi.stubGlobal('navigator', { locks: { request: refuse, query: refuse } });
    const locks = browserLocks()!;
    await expect(locks.request('one', { ifAvailable: true }, () => null)).rejects.toThrow('not allowed');
    await expect(locks.query()).rejects.toThrow('not allowed');
  });
});
