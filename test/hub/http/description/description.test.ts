import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  describeApi,
  OPERATIONS,
  type DescribedOperation,
  type OpenApi,
} from '../../../../src/hub/http/description/openapi.ts';
import { PARAMETERS } from '../../../../src/hub/http/description/parameters.ts';
import { hashSource } from '../../../../src/hub/http/page/page-policy.ts';
import { openTestHub, type TestHub } from '../../../support/test-hub.ts';

const api = describeApi('1.0.0');

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ tokens: [{ name: 'ann', token: 'secret' }] });
});

afterAll(() => hub.close());

/** Returns a path without the names of its parameters. */
function anonymous(path: string): string {
  return path.replace(/:\w+(\{[^}]*\})?|\{\w+\}/g, '{}');
}

function operations(document: OpenApi): DescribedOperation[] {
  return Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).filter((one): one is DescribedOperation => !Array.isArray(one)),
  );
}

describe('the description of the API', () => {
  it('is a valid OpenAPI document', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(api)));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('has every route of the hub, and no other', () => {
    const routes = hub.routes
      .filter(({ handler }) => handler.length < 2) // middleware takes the next handler as well
      .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/api/') && path !== '/docs')
      .map(({ method, path }) => `${method} ${anonymous(path.replace(/\/$/, ''))}`);
    const described = OPERATIONS.map(
      ({ method, path, isAtRoot }) => `${method.toUpperCase()} ${isAtRoot ? '' : '/v1'}${anonymous(path)}`,
    );
    expect(described.toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it('has only valid references', () => {
    const { schemas } = api.components;
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"([^"]*)"/g)].map(([, to]) => to);
    const known = Object.keys(schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references)].filter((to) => !known.includes(to!))).toEqual([]);
    expect(Object.keys(schemas)).not.toContain('__shared');
  });

  it('does not contain the hub’s internal run status', () => {
    expect(JSON.stringify(api)).not.toContain('awaiting_tools');
  });

  it('says which requests require a body, and which query parameters runs have', () => {
    const { paths } = api;
    const operation = (path: string, method: string) => paths[path]![method] as DescribedOperation;
    expect(operation('/threads', 'post').requestBody?.required).toBe(false);
    expect(operation('/assistants', 'post').requestBody?.required).toBe(true);
    const names = operation('/threads/{thread_id}/runs', 'post').parameters.map(({ name }) => name);
    expect(names).toEqual(['thread_id', 'format', 'include[]']);
  });

  it('describes each parameter, and each property of a body', () => {
    const bodies = operations(api).flatMap(({ requestBody }) => {
      const schema = requestBody?.content['application/json']?.schema;
      const name = /schemas\/(\w+)$/.exec(String(schema?.['$ref']))?.[1];
      return schema ? [[name, name ? api.components.schemas[name]! : schema] as const] : [];
    });
    const properties = bodies.flatMap(([schema, { properties: of = {} }]) =>
      Object.entries(of as Record<string, { description?: string }>).map(([name, { description }]) => ({
        name: `${schema}.${name}`,
        description,
      })),
    );
    const parameters = operations(api).flatMap((operation) =>
      operation.parameters.map(({ name, description }) => ({ name, description })),
    );
    const all = [...properties, ...parameters];
    expect(all.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
    const said = new Set(all.map(({ description }) => description));
    expect(Object.keys(PARAMETERS).filter((name) => !said.has(PARAMETERS[name]))).toEqual([]);
  });

  it.each(['/v1/openapi.json', '/api/v1/openapi.json'])('is public for programs: %s', async (path) => {
    const response = await fetch(hub.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(describeApi('0.0.0'))));
  });
});

describe('the page of the API', () => {
  it('is public, shows every operation, and loads nothing', async () => {
    const response = await fetch(`${hub.url}/docs`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    const html = await response.text();
    const [, style] = /<style>([^]*)<\/style>/.exec(html)!;
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain(`default-src 'none'; style-src ${hashSource(style!)}; `);
    for (const { summary } of OPERATIONS) expect(html).toContain(`<p>${summary}.`);
    expect(html).not.toMatch(/<script|src=|href="(?!#|\/(?:"|v1\/))/);
    expect(html).not.toMatch(/undefined|\[object/);
  });
});

describe('an unknown path', () => {
  it.each(['/v1', '/v1/', '/v1/nothing', '/v1/nothing.html', '/v1/docs', '/api/v1/nothing.js'])(
    'below the API returns a JSON error, even to a browser: %s',
    async (path) => {
      const headers = { accept: 'text/html', authorization: 'Bearer secret' };
      const response = await fetch(hub.url + path, { headers });
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toMatchObject({ error: { code: 'unknown_url' } });
    },
  );
});
