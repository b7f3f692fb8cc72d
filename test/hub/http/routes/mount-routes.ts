import { Hono } from 'hono';
import { problemOfRefusal } from '../../../../src/hub/http/api-problem.ts';
import type { HubEnv } from '../../../../src/hub/http/hub-env.ts';

/** Mounts routes alone at a path, with the hub's error answers. */
export function mountRoutes(path: string, routes: Hono | Hono<HubEnv>): Hono<HubEnv> {
  return new Hono<HubEnv>().route(path, routes as Hono<HubEnv>).onError((error, context) => {
    const problem = problemOfRefusal(error);
    if (!problem) throw error;
    return context.json(problem.toJSON(), problem.status, problem.details.headers);
  });
}
