import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';

/**
 * Content types that a page may send to any site without a preflight:
 * https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Middleware that accepts bodies from browsers only as JSON. A form of another site cannot send JSON, so it changes
 * nothing even if it passes all other rules. Clients that are not browsers may send any content type, as curl does.
 */
export function refuseSimpleForms(): MiddlewareHandler {
  return async (context, next) => {
    if (!READS.has(context.req.method) && isFromBrowser(context) && isSimple(context)) {
      throw new ApiProblem(
        415,
        'Requests from a browser must be JSON. Set the header "content-type: application/json".',
      );
    }
    await next();
  };
}

function isFromBrowser({ req }: Context): boolean {
  return ['origin', 'sec-fetch-site', 'cookie'].some((name) => req.header(name) !== undefined);
}

function isSimple({ req }: Context): boolean {
  const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  // A page can also send a body without a type. A request without a body needs none.
  return type === '' ? hasBody(req.header()) : SIMPLE_TYPES.has(type);
}

function hasBody(headers: Record<string, string>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
