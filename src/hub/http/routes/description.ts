import { Hono } from 'hono';
import { describeApi, type OpenApi } from '../description/openapi.ts';
import { DESCRIPTION_POLICY, descriptionPage } from '../description/page.ts';
import type { HubEnv } from '../hub-env.ts';

/**
 * `GET /docs` serves the documentation of the API, and `GET /openapi.json` below each base path its OpenAPI
 * description.
 * @param version the hub's version
 */
export function descriptionRoutes(version: string, basePaths: readonly string[]): Hono<HubEnv> {
  let api: OpenApi | undefined;
  const described = () => (api ??= describeApi(version)); // takes about a tenth of the hub's startup time
  const routes = new Hono<HubEnv>().get('/docs', async (context) =>
    context.html(await descriptionPage(described()), 200, { 'content-security-policy': DESCRIPTION_POLICY }),
  );
  for (const path of basePaths)
    routes.get(`${path}/openapi.json`, (context) => {
      // It is public, and tools on other sites read it.
      context.header('access-control-allow-origin', '*');
      return context.json(described());
    });
  return routes;
}
