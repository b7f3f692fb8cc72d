import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../src/hub/limits/limiter.ts';

const HERE = '203.0.113.7';

describe('a limiter', () => {
  it('allows an account up to its limit', () => {
    const limiter = createLimiter({ perAccount: 2, perAddress: Infinity });
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
    expect(limiter.acquire('ana', HERE)).toBeNull();
  });

  it('counts each account separately', () => {
    const limiter = createLimiter({ perAccount: 1, perAddress: Infinity });
    limiter.acquire('ana', HERE);
    expect(limiter.acquire('ben', HERE)).not.toBeNull();
  });

  it('allows again what was released', () => {
    const limiter = createLimiter({ perAccount: 1, perAddress: Infinity });
    for (let time = 0; time < 3; time++) {
      const release = limiter.acquire('ana', HERE);
      expect(limiter.acquire('ana', HERE)).toBeNull();
      release?.();
    }
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
  });

  it('releases only once, even if released repeatedly', () => {
    const limiter = createLimiter({ perAccount: 2, perAddress: Infinity });
    const release = limiter.acquire('ana', HERE);
    limiter.acquire('ana', HERE);
    release?.();
    release?.();
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
    expect(limiter.acquire('ana', HERE)).toBeNull();
  });

  it('limits an address over all of its accounts', () => {
    const limiter = createLimiter({ perAccount: 2, perAddress: 3 });
    const releases = ['ana', 'ana', 'ben'].map((account) => limiter.acquire(account, HERE));
    expect(releases).not.toContain(null);
    expect(limiter.acquire('cleo', HERE)).toBeNull();
    expect(limiter.acquire('cleo', '203.0.113.8')).not.toBeNull();
    releases[0]?.();
    expect(limiter.acquire('cleo', HERE)).not.toBeNull();
  });
});
