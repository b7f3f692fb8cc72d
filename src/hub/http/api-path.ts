import { getPath } from 'hono/utils/url';

/** `/api/v1` is the path that the first clients of this protocol use. */
export const BASE_PATHS = ['/v1', '/api/v1'] as const;

/**
 * Returns the path that is used for routing. In API paths, doubled slashes count as one, because clients join a
 * base URL and a path in different ways. Redirecting does not work: some clients drop the body of a POST. Paths of
 * pages stay as they are, because the page reads them too, and for a browser `//name` is another host.
 */
export function apiPath(request: Request): string {
  const path = getPath(request);
  if (!path.includes('//')) return path;
  const collapsed = path.replaceAll(/\/{2,}/g, '/');
  return BASE_PATHS.some((base) => collapsed.startsWith(`${base}/`)) ? collapsed : path;
}
