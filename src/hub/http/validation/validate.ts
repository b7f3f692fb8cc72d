import type { Context } from 'hono';
import { z } from 'zod';
import { ApiProblem } from '../api-problem.ts';
import { parseBoundedJson } from '../../limits/bounded-json.ts';
import { bodyText } from '../limits/request-body.ts';

/** How many characters of a parameter's name an error repeats. */
const LONGEST_PARAMETER = 200;

/**
 * The request's JSON body as a schema has it; an empty body counts as `{}`.
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
 * The request's query as a schema has it.
 * @throws ApiProblem (400) that names what is wrong
 */
export function validQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.infer<Schema> {
  return valid(context.req.query(), schema);
}

/** The query parameter that says whether child threads count; as text, `true` or `false`. */
export function includeSubthreads(fallback: boolean) {
  return z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
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
  return path.join('.').slice(0, LONGEST_PARAMETER);
}
