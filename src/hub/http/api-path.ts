import { getPath } from 'hono/utils/url';

/** `/api/v1` is what the first clients of this protocol ask for. */
export const BASE_PATHS = ['/v1', '/api/v1'] as const;

/**
 * The path by which a request is routed. Clients join a base address and a path as they like, so a doubled slash in a path of
 * the API is one: a redirect would lose the body of a POST in some of them. The path of a page stays as it is, because
 * the page reads it too, to which `//name` is another host.
 */
export function apiPath(request: Request): string {
  const path = getPath(request);
  if (!path.includes('//')) return path;
  const collapsed = path.replaceAll(/\/{2,}/g, '/');
  return BASE_PATHS.some((base) => collapsed.startsWith(`${base}/`)) ? collapsed : path;
}
