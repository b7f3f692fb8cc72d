import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../../src/hub/security/limiter.ts';

describe('a limiter', () => {
  it('gives an account as many as it may hold, and no more', () => {
    const limiter = createLimiter(2);
    expect(limiter.acquire('ana')).not.toBeNull();
    expect(limiter.acquire('ana')).not.toBeNull();
    expect(limiter.acquire('ana')).toBeNull();
  });

  it('counts each account by itself', () => {
    const limiter = createLimiter(1);
    limiter.acquire('ana');
    expect(limiter.acquire('ben')).not.toBeNull();
  });

  it('gives again what was given back', () => {
    const limiter = createLimiter(1);
    for (let time = 0; time < 3; time++) {
      const release = limiter.acquire('ana');
      expect(limiter.acquire('ana')).toBeNull();
      release?.();
    }
    expect(limiter.acquire('ana')).not.toBeNull();
  });

  it('takes back what it gave once, however often it is given back', () => {
    const limiter = createLimiter(2);
    const release = limiter.acquire('ana');
    limiter.acquire('ana');
    release?.();
    release?.();
    expect(limiter.acquire('ana')).not.toBeNull();
    expect(limiter.acquire('ana')).toBeNull();
  });
});
