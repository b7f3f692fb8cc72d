import type { z } from 'zod';
import { apiErrorSchema } from '../../../protocol/api-error.ts';
import { pageSchema } from '../../../protocol/page.ts';
import { namedSchemas, nameOf, schemaOf, type JsonSchema } from './components.ts';
import { ACCOUNT } from './account.ts';
import { AGENTS } from './agents.ts';
import { CONVERSATIONS } from './conversations.ts';
import { MODELS } from './models.ts';
import { TAGS, type Answer, type Operation } from './operation.ts';
import { meaningOf } from './parameters.ts';
import { RUNS } from './runs.ts';
import { SERVER } from './server.ts';

/** All operations of the API. */
export const OPERATIONS: readonly Operation[] = [
  ...CONVERSATIONS,
  ...RUNS,
  ...AGENTS,
  ...MODELS,
  ...ACCOUNT,
  ...SERVER,
];

/** A parameter of a path or of a query. */
export interface DescribedParameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  description: string | undefined;
  schema: JsonSchema;
}

/** OpenAPI's operation object: https://spec.openapis.org/oas/v3.1.1.html#operation-object */
export interface DescribedOperation {
  tags: string[];
  summary: string;
  description: string | undefined;
  parameters: DescribedParameter[];
  requestBody: { required: boolean; content: Content } | undefined;
  responses: Record<string, DescribedResponse | undefined>;
  security: [] | undefined;
}

interface DescribedResponse {
  description: string;
  content: Content | undefined;
}

type Content = Record<string, { schema: JsonSchema }>;

/** An OpenAPI document: https://spec.openapis.org/oas/v3.1.1.html */
export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; summary: string; license: { name: string; identifier: string } };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  security: Record<string, never[]>[];
  paths: Record<string, Record<string, DescribedOperation | { url: string }[]>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
}

/**
 * Describes the hub's API.
 * @param version the hub's version
 */
export function describeApi(version: string): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const operation of OPERATIONS) {
    const methods = (paths[operation.path] ??= operation.isAtRoot ? { servers: [{ url: '/' }] } : {});
    methods[operation.method] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Symposium',
      version,
      summary: 'Threads, runs and their streams, compatible with OpenAI’s Assistants API.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/v1', description: 'The API.' },
      { url: '/api/v1', description: 'The same, for older clients.' },
    ],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: withMeanings(namedSchemas()),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A token of HUB_TOKENS, or one that a person has created in the settings. A server without HUB_TOKENS needs none.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'symposium_{port}',
          description: 'The cookie of a browser.',
        },
      },
    },
  };
}

function describe(operation: Operation): DescribedOperation {
  const { tag, summary, description, body, isPublic } = operation;
  return {
    tags: [tag],
    summary,
    description,
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query)],
    // An empty body counts as `{}`.
    requestBody: body && {
      required: !body.safeParse({}).success,
      content: json(withMeaning(schemaOf(body))),
    },
    responses: {
      ...success(operation),
      '4XX': {
        description: 'The request is invalid, or over a limit; the message says what to do.',
        content: json(schemaOf(apiErrorSchema)),
      },
      '5XX': { description: 'The server failed, or is busy.', content: json(schemaOf(apiErrorSchema)) },
    },
    security: isPublic ? [] : undefined,
  };
}

function success({ answer, streams }: Operation): Record<string, DescribedResponse> {
  const { description } = answer;
  if ('nothing' in answer) return { 204: { description, content: undefined } };
  return { 200: { description, content: { ...contentOf(answer), ...(streams && eventStream()) } } };
}

function contentOf(answer: Exclude<Answer, { nothing: true }>): Content {
  if ('contentType' in answer) return { [answer.contentType]: { schema: { type: 'string' } } };
  return json('pageOf' in answer ? schemaOf(pageSchema(answer.pageOf)) : schemaOf(answer.schema));
}

function json(schema: JsonSchema): Content {
  return { 'application/json': { schema } };
}

function eventStream(): Content {
  return { 'text/event-stream': { schema: { type: 'string' } } };
}

function pathParameters(path: string): DescribedParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: meaningOf(name),
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined): DescribedParameter[] {
  if (!query) return [];
  const { properties, required = [] } = schemaOf(query) as {
    properties: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description: meaningOf(name),
    schema,
  }));
}

/** Adds descriptions to the properties of the schemas that are bodies of requests. */
function withMeanings(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const bodies = new Set(OPERATIONS.flatMap(({ body }) => (body && nameOf(body)) ?? []));
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      bodies.has(name) ? withMeaning(schema, name) : schema,
    ]),
  );
}

function withMeaning(schema: JsonSchema, of?: string): JsonSchema {
  const { properties } = schema as { properties?: Record<string, JsonSchema> };
  if (!properties) return schema;
  const described = Object.entries(properties).map(([name, one]) => [
    name,
    { ...one, description: meaningOf(name, of) },
  ]);
  return { ...schema, properties: Object.fromEntries(described) as object };
}
