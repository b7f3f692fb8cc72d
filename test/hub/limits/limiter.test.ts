import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../src/hub/limits/limiter.ts';

const HERE = '203.0.113.7';

describe('a limiter', () => {
  it('gives an account as many as it may hold, and no more', () => {
    const limiter = createLimiter({ perAccount: 2, perAddress: Infinity });
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
    expect(limiter.acquire('ana', HERE)).toBeNull();
  });

  it('counts each account by itself', () => {
    const limiter = createLimiter({ perAccount: 1, perAddress: Infinity });
    limiter.acquire('ana', HERE);
    expect(limiter.acquire('ben', HERE)).not.toBeNull();
  });

  it('gives again what was given back', () => {
    const limiter = createLimiter({ perAccount: 1, perAddress: Infinity });
    for (let time = 0; time < 3; time++) {
      const release = limiter.acquire('ana', HERE);
      expect(limiter.acquire('ana', HERE)).toBeNull();
      release?.();
    }
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
  });

  it('takes back what it gave once, however often it is given back', () => {
    const limiter = createLimiter({ perAccount: 2, perAddress: Infinity });
    const release = limiter.acquire('ana', HERE);
    limiter.acquire('ana', HERE);
    release?.();
    release?.();
    expect(limiter.acquire('ana', HERE)).not.toBeNull();
    expect(limiter.acquire('ana', HERE)).toBeNull();
  });

  it('gives an address no more than it may hold, whoever asks from it', () => {
    const limiter = createLimiter({ perAccount: 2, perAddress: 3 });
    const releases = ['ana', 'ana', 'ben'].map((account) => limiter.acquire(account, HERE));
    expect(releases).not.toContain(null);
    expect(limiter.acquire('cleo', HERE)).toBeNull();
    expect(limiter.acquire('cleo', '203.0.113.8')).not.toBeNull();
    releases[0]?.();
    expect(limiter.acquire('cleo', HERE)).not.toBeNull();
  });
});
