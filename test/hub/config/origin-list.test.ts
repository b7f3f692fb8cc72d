import { describe, expect, it } from 'vitest';
import { originListSchema } from '../../../src/hub/config/origin-list.ts';

describe('CORS_ORIGINS', () => {
  it('accepts origins separated by commas', () => {
    const list = ' https://app.example.com,http://localhost:5173 , http://[::1]:8080,';
    expect(originListSchema.parse(list)).toEqual([
      'https://app.example.com',
      'http://localhost:5173',
      'http://[::1]:8080',
    ]);
  });

  it('normalizes origins as browsers send them, and removes duplicates', () => {
    const list = 'HTTPS://App.Example.com:443,https://app.example.com,http://münchen.example';
    expect(originListSchema.parse(list)).toEqual([
      'https://app.example.com',
      'http://xn--mnchen-3ya.example',
    ]);
  });

  it.each(['*', 'https://*.example.com', 'https://app.example.com,*'])(
    'must not contain a star: %s',
    (list) => {
      const { error } = originListSchema.safeParse(list);
      expect(error?.issues[0]?.message).toMatch(/^must list each origin by itself/);
    },
  );

  it.each([
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/chat',
    'https://app.example.com?x',
    'https://user:pass@app.example.com',
    'https://app.example.com:port',
    'ftp://app.example.com',
    'null',
    'https://',
    'https://a.example https://b.example',
  ])('must contain only origins: %s', (list) => {
    const { error } = originListSchema.safeParse(list);
    expect(error?.issues[0]?.message).toMatch(/^must be origins such as https:\/\/app\.example\.com/);
  });
});
