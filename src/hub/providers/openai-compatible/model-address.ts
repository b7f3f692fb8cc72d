/** Where a model server's API is, and where it may be if it is not there. */
export interface ModelAddress {
  readonly origin: string;
  /** The addresses of a path such as `/models`, the most likely one first: one for each place where the API may begin. */
  urlsOf(path: string): readonly string[];
}

/** What people copy from examples together with the address of the API. */
const ENDPOINT = /\/(?:chat\/completions|completions|responses|models)$/;
const VERSION = /\/v\d+(?:[a-z]+\d*)?(?:\/|$)/;
/** Azure's: its addresses name a deployment, and their version is in the query. */
const DEPLOYMENT = /\/deployments\//;

/**
 * Reads `MODEL_BASE_URL`, which people give in several forms: with or without `/v1`, up to `/chat/completions`, or with
 * a query, which goes with every request. An address without a path nearly always lacks `/v1`; one with a path may.
 */
export function readModelAddress(baseUrl: string): ModelAddress {
  const { origin, pathname, search } = new URL(baseUrl);
  const path = pathname
    .replace(/(?<!\/)\/+$/, '')
    .replace(ENDPOINT, '')
    .replace(/(?<!\/)\/+$/, '');
  return {
    origin,
    urlsOf: (endpoint) => basesOf(path).map((base) => `${origin}${base}${endpoint}${search}`),
  };
}

function basesOf(path: string): string[] {
  if (VERSION.test(path) || DEPLOYMENT.test(path)) return [path];
  return path === '' ? ['/v1', ''] : [path, `${path}/v1`];
}
