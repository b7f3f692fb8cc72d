import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_JSON_DEPTH, MAX_JSON_PARTS, parseBoundedJson } from '../../../src/hub/limits/bounded-json.ts';
import { openTestHub, type TestHub } from '../../support/test-hub.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const wide = (keys: number) => `{${Array.from({ length: keys }, (_, at) => `"k${at}":1`).join(',')}}`;

describe('JSON of a client', () => {
  it.each([
    ['as deep as it may be', nested(MAX_JSON_DEPTH)],
    ['of many values', `[${'1,'.repeat(90_000)}1]`],
    ['whose text looks like JSON', JSON.stringify({ text: '[{,:'.repeat(100_000) })],
    ['whose text has quotation marks', JSON.stringify({ text: '"[['.repeat(50_000), more: '\\"[' })],
    ['that ends with backslashes', JSON.stringify({ text: '\\'.repeat(100_001), more: [1] })],
    ['that is no object', ' 1 '],
  ])('is parsed %s', (_, text) => {
    expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['deeper than it may be', nested(MAX_JSON_DEPTH + 1), 'is nested more than 100 levels deep'],
    ['of 7,000,000 levels', nested(7_000_000), 'is nested more than 100 levels deep'],
    ['of levels that do not end', '{"a":'.repeat(1_000_000), 'is nested more than 100 levels deep'],
    ['of 1,000,000 keys', wide(1_000_000), `has more than ${MAX_JSON_PARTS} keys and values`],
    ['of 1,000,000 empty lists', `[${'[],'.repeat(1_000_000)}[]]`, `has more than ${MAX_JSON_PARTS}`],
    ['with a text before all that', `["\\"",${'1,'.repeat(200_000)}1]`, `has more than ${MAX_JSON_PARTS}`],
  ])('is refused without parsing %s', (_, text, message) => {
    const parse = vi.spyOn(JSON, 'parse');
    expect(() => parseBoundedJson(text)).toThrow(message);
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  it.each(['{', '{"a"', '"', '"\\', 'undefined', '[1,]'])('is not JSON: %s', (text) => {
    expect(() => parseBoundedJson(text)).toThrow('The body is not valid JSON');
  });
});

describe('a request', () => {
  let hub: TestHub;
  beforeAll(async () => (hub = await openTestHub()));
  afterAll(() => hub.close());

  it.each([
    ['POST', '/threads', `{"metadata":${wide(1_000_000)}}`],
    ['POST', '/threads', nested(1_000_000)],
    ['POST', '/chat/completions', `{"messages":${nested(200)}}`],
    ['POST', '/threads/runs', `{"thread":${nested(200)}}`],
  ])('%s %s is refused if its JSON is too large', async (method, path, body) => {
    const response = await hub.request(path, { method, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'json_too_large' } });
  });

  it.each([
    ['the name of a parameter', '/threads', JSON.stringify({ metadata: { ['k'.repeat(500_000)]: 1 } })],
    ['a value', '/threads/runs', JSON.stringify({ assistant_id: 'a'.repeat(500_000) })],
    [
      'a name of an agent',
      '/registry/download_metadata',
      JSON.stringify({ entry_location: { namespace: 'n'.repeat(500_000), name: '', version: '' } }),
    ],
  ])('gets an error that does not repeat all of %s', async (_, path, body) => {
    const response = await hub.request(path, { method: 'POST', body });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect((await response.text()).length).toBeLessThan(4_000);
  });

  it.each([
    ['__proto__', '__proto__=1'],
    ['a part of __proto__', '__proto__[limit]=1'],
    ['constructor', 'constructor=1'],
    ['many parameters', 'a&'.repeat(3_000)],
    ['many times the same parameter', 'limit=1&'.repeat(1_000)],
  ])('is answered even if its query has unknown parameters: %s', async (_, query) => {
    const response = await hub.request(`/threads?${query}`);
    expect(response.status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
