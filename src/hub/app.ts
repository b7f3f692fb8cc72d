import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Health } from '../protocol/health.ts';
import type { AgentCatalog } from './agents/agent-catalog.ts';
import { ApiProblem } from './api-problem.ts';
import type { Database } from './db/database.ts';
import type { DeltaLog } from './delta-log/delta-log.ts';
import type { Provider } from './providers/provider.ts';
import { assistantRoutes } from './routes/assistants.ts';
import { messageRoutes } from './routes/messages.ts';
import { modelRoutes } from './routes/models.ts';
import { runRoutes } from './routes/runs.ts';
import { streamRoutes } from './routes/stream.ts';
import { threadRoutes } from './routes/threads.ts';
import type { Runner } from './runner/runner.ts';

/** The parts that the hub's routes stand on. */
export interface AppDependencies {
  db: Database;
  log: DeltaLog;
  agents: AgentCatalog;
  provider: Provider;
  runner: Runner;
  health: Health;
  /** Told what fails and is nobody's mistake but the hub's. */
  report: (problem: string, error: unknown) => void;
}

/** `/api/v1` is what the first clients of this protocol ask for. */
const BASE_PATHS = ['/v1', '/api/v1'];

/** In bytes: room for a hundred long messages. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** The hub's HTTP interface. It does nothing until it is asked. */
export function createApp(dependencies: AppDependencies): Hono {
  const api = new Hono()
    .route('/assistants', assistantRoutes(dependencies))
    .route('/models', modelRoutes(dependencies))
    .route('/threads', threadRoutes(dependencies))
    .route('/', messageRoutes(dependencies))
    .route('/', runRoutes(dependencies))
    .route('/', streamRoutes(dependencies));

  const app = new Hono();
  app.use(refuseNul);
  app.use(refuseOtherOrigins);
  app.use(bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge }));
  app.get('/health', (context) => context.json(dependencies.health));
  for (const path of BASE_PATHS) {
    app.route(path, api);
    app.all(`${path}/*`, (context) => {
      throw new ApiProblem(404, `There is no ${context.req.method} ${context.req.path}.`, {
        code: 'unknown_url',
      });
    });
  }
  app.onError((error, context) => {
    const problem = toProblem(error);
    if (problem.status >= 500) dependencies.report(`${context.req.method} ${context.req.path} failed`, error);
    return context.json(problem.toJSON(), problem.status, problem.details.headers);
  });
  return app;
}

/** No id and no name holds a NUL, and the database takes none. */
const refuseNul: MiddlewareHandler = async (context, next) => {
  if (context.req.url.includes('%00')) throw new ApiProblem(400, 'An address must not hold a NUL (%00).');
  await next();
};

/** A browser names the origin of the page that asks; other clients name none. */
const refuseOtherOrigins: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('origin');
  const isRead = context.req.method === 'GET' || context.req.method === 'HEAD';
  if (origin !== undefined && !isRead && hostOf(origin) !== context.req.header('host')) {
    throw new ApiProblem(403, `A page of ${origin} may not change anything on this hub.`);
  }
  await next();
};

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function tooLarge(): never {
  throw new ApiProblem(413, `The body is larger than ${LARGEST_BODY} bytes: send less at once.`);
}

function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(500, 'The hub failed to answer this request; its log says why.');
}
