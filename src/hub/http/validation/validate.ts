import type { Context } from 'hono';
import type { z } from 'zod';
import { ApiProblem } from '../api-problem.ts';
import { parseBoundedJson } from '../../limits/bounded-json.ts';
import { bodyText } from '../limits/request-body.ts';

/** Maximum length of a parameter name in an error, in characters. */
const MAX_PARAMETER_LENGTH = 200;

/**
 * Parses the request's JSON body with a schema. An empty body counts as `{}`.
 * @throws ApiProblem (400) that names what is wrong
 */
export async function validBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const text = await bodyText(context);
  return valid(text.trim() === '' ? {} : parseBoundedJson(text), schema);
}

/**
 * Parses the request's query with a schema.
 * @throws ApiProblem (400) that names what is wrong
 */
export function validQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.infer<Schema> {
  return valid(context.req.query(), schema);
}

function valid<Schema extends z.ZodType>(value: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') throw unknownParameter([...issue.path, issue.keys[0]!]);
  const { path, message } = issue;
  const param = nameOf(path);
  throw new ApiProblem(400, param ? `'${param}': ${message}.` : `${message}.`, param ? { param } : {});
}

function unknownParameter(path: PropertyKey[]): ApiProblem {
  const param = nameOf(path);
  return new ApiProblem(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
}

function nameOf(path: PropertyKey[]): string {
  return path.join('.').slice(0, MAX_PARAMETER_LENGTH);
}
