import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';

/** What a page may send anywhere without being asked: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser must send what it sends as JSON. A form of another site cannot, so that even one which came past
 * all other rules changes nothing. Clients that are no browsers may call JSON what they like; curl does.
 */
export function refuseSimpleForms(): MiddlewareHandler {
  return async (context, next) => {
    if (!READS.has(context.req.method) && isOfBrowser(context) && isSimple(context)) {
      throw new ApiProblem(415, 'A browser must send JSON: set the header "content-type: application/json".');
    }
    await next();
  };
}

function isOfBrowser({ req }: Context): boolean {
  return ['origin', 'sec-fetch-site', 'cookie'].some((name) => req.header(name) !== undefined);
}

function isSimple({ req }: Context): boolean {
  const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  // A page can send a body without a type, too; a request without a body needs none.
  return type === '' ? hasBody(req.header()) : SIMPLE_TYPES.has(type);
}

function hasBody(headers: Record<string, string>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
