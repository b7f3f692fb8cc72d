import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { DATABASE_UNAVAILABLE, DISK_FULL } from '../../protocol/api-error.ts';
import type { Health } from '../../protocol/health.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import type { Accounts } from '../accounts/accounts.ts';
import {
  authenticate,
  keepAccount,
  refuseStreamWithoutSession,
  sessionCookie,
  type SessionCookie,
} from '../accounts/authenticate.ts';
import type { GuessLimiter } from '../accounts/guess-limiter.ts';
import { admitRequests } from '../admission/admit-requests.ts';
import type { QueueLimits } from '../admission/fair-queue.ts';
import type { RunTokens } from '../accounts/run-tokens.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import { ApiProblem, problemOfRefusal } from './api-problem.ts';
import type { AccountRow } from '../db/accounts.ts';
import type { Availability } from '../db/availability.ts';
import type { Database } from '../db/database.ts';
import type { DiskSpace } from '../db/disk-space.ts';
import { isDatabaseUnavailable } from '../db/database-unavailable.ts';
import type { FanOut } from '../fan-out/fan-out.ts';
import type { HubEnv } from './hub-env.ts';
import { accessLog } from '../observability/access-log.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { requestIds } from '../observability/request-id.ts';
import type { Provider } from '../providers/provider.ts';
import { apiPath, BASE_PATHS } from './api-path.ts';
import { createBodyBudget } from './limits/body-budget.ts';
import { capCompletions } from './limits/completion-cap.ts';
import { databaseUnavailable, needsDatabase, postponeStream } from './middleware/database-unavailable.ts';
import { diskIsFull, needsDiskSpace } from './middleware/disk-full.ts';
import { namedCompletion } from './completions/named-completion.ts';
import { ownThread } from './middleware/own-thread.ts';
import { receiveBodies } from './limits/request-body.ts';
import type { RunsPerAddress } from './limits/runs-per-address.ts';
import { createUnreadAnswers } from './limits/unread-answers.ts';
import { closeUnread } from './limits/unread-bodies.ts';
import { accountRoutes, sessionRoutes } from './routes/account.ts';
import { agentDataRoutes } from './routes/agent-data.ts';
import { assistantRoutes } from './routes/assistants.ts';
import { chatCompletionRoutes } from './routes/chat-completions.ts';
import { descriptionRoutes } from './routes/description.ts';
import { eventRoutes } from './routes/events.ts';
import { messageRoutes } from './routes/messages.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { modelRoutes } from './routes/models.ts';
import { readyRoutes } from './routes/ready.ts';
import { registryRoutes } from './routes/registry.ts';
import { runRoutes, threadRunRoutes } from './routes/runs.ts';
import { streamRoutes } from './routes/stream.ts';
import { runChildrenRoutes } from './routes/run-children.ts';
import { runMcpServerRoutes } from './routes/run-mcp-servers.ts';
import { runRequestRoutes } from './routes/run-requests.ts';
import { threadCopyRoutes } from './routes/thread-copies.ts';
import { threadFileRoutes } from './routes/thread-files.ts';
import { threadStepRoutes } from './routes/thread-steps.ts';
import { threadRoutes, threadsRoutes } from './routes/threads.ts';
import type { ChildRuns } from '../runner/execution/child-runs.ts';
import type { Runner } from '../runner/runner.ts';
import type { ClientAddresses } from './security/client-address.ts';
import { refuseForeignHosts } from './security/foreign-hosts.ts';
import { createLimiter, SHARE_OF_ADDRESS } from '../limits/limiter.ts';
import { originRules } from './security/origin-rules.ts';
import { securityHeaders } from './security/security-headers.ts';
import { refuseSimpleForms } from './security/simple-forms.ts';
import type { ThreadCopier } from '../versions/thread-copier.ts';

/** The parts of the hub that its routes use. */
export interface AppDependencies {
  db: Database;
  availability: Availability;
  disk: DiskSpace;
  agents: AgentCatalog;
  provider: Provider;
  runner: Runner;
  runsPerAddress: RunsPerAddress;
  fanOut: FanOut;
  accounts: Accounts;
  guessLimiter: GuessLimiter;
  accountEvents: AccountEvents;
  runTokens: RunTokens;
  childRuns: ChildRuns;
  threadCopier: ThreadCopier;
  metrics: Metrics;
  logger: Logger;
  health: Health;
  addresses: ClientAddresses;
  limits: AppLimits;
  /** Called when the hub itself fails, and not the request or the model. */
  report: (problem: string, error: unknown) => void;
}

/** The limits of the hub, and the origins that it trusts. */
export interface AppLimits {
  /** The address that the hub listens on. */
  host: string;
  port: number;
  corsOrigins: readonly string[];
  /** In bytes. */
  maxBody: number;
  /** Per account, at once. */
  maxStreams: number;
  /** Per account, at once. */
  maxCompletions: number;
  /** Maximum numbers of requests that are handled at once, and of requests that wait. */
  requests: QueueLimits;
  /** Interval between the keep-alive comments in a completion stream without data, in milliseconds. */
  keepAliveInterval: number;
}

/** Requests that create something. The account of a new browser is stored with the first of them. */
const CREATING_PATHS = ['/threads', '/threads/runs', '/assistants', '/account/token'];
/** The streams that browsers open. */
const STREAM_PATHS = ['/events', '/threads/:thread/stream/:run'];
/** The requests that start a run. */
const RUN_PATHS = ['/threads/runs', '/threads/:thread/runs'];
/** Maximum memory for the bodies of all current requests, in bytes. */
const BODY_BUDGET = 128_000_000;
/** Maximum memory for answers that clients have not read yet, in bytes. */
const UNREAD_BUDGET = 128_000_000;
/** Maximum size of a sign-in request, in bytes. It holds only a token. */
const MAX_SIGN_IN_BODY = 64 * 1024;

/** Creates the hub's HTTP interface. */
export function createApp(dependencies: AppDependencies): Hono<HubEnv> {
  const { logger, metrics, health, disk, addresses, report } = dependencies;
  const guard = guards(dependencies);
  const api = createApi(dependencies, guard.cookie);

  const app = new Hono<HubEnv>({ getPath: apiPath });
  app.use(
    securityHeaders(),
    requestIds(),
    accessLog(logger, metrics),
    closeUnread(),
    guard.unread,
    refuseNul,
  );
  app.use(async (context, next) => {
    context.set('address', addresses.ofRequest(context.env?.incoming));
    await next();
  });
  app.get('/health', (context) => context.json(health));
  app.route('/ready', readyRoutes(dependencies));
  app.route('/', descriptionRoutes(health.version, BASE_PATHS));
  app.use('/metrics', ...guard.origin, guard.account);
  app.route('/metrics', metricsRoutes({ metrics }));
  for (const path of BASE_PATHS) {
    app.use(`${path}/*`, ...guard.origin, guard.admission);
    app.use(`${path}/session`, guard.signInBody);
    app.route(`${path}/session`, sessionRoutes(guard));
    app.use(`${path}/*`, guard.account, guard.body);
    app.route(path, api);
    app.all(`${path}/*`, (context) => {
      throw new ApiProblem(
        404,
        `No route for ${context.req.method} ${context.req.path}. The API is described at /docs.`,
        {
          code: 'unknown_url',
        },
      );
    });
  }
  app.onError((error, context) => {
    const problem = disk.notice(error) ? diskIsFull() : toProblem(error);
    const isUnavailable = problem.details.code === DATABASE_UNAVAILABLE; // it was reported when the connection was lost
    const isRefusal =
      problem.details.code === DISK_FULL || (problem.status === 503 && problemOfRefusal(error) !== null); // the hub is at a limit
    if (problem.status >= 500 && !isUnavailable && !isRefusal)
      report(`${context.req.method} ${context.req.path} failed`, error);
    const later = isUnavailable ? postponeStream(context) : null;
    if (later) return later;
    return context.json(problem.toJSON(), problem.status, problem.details.headers);
  });
  return app;
}

/** Middleware in front of every route of the API: allowed origins, admission, authentication and body limits. */
function guards({ accounts, guessLimiter, runTokens, limits }: AppDependencies) {
  const { host, port, corsOrigins } = limits;
  const cookie = sessionCookie(port);
  const origin: MiddlewareHandler<HubEnv>[] = [
    ...(accounts.local ? [refuseForeignHosts({ allowed: [host] })] : []),
    originRules({ corsOrigins }),
    refuseSimpleForms(),
  ];
  const budget = createBodyBudget(Math.max(BODY_BUDGET, 2 * limits.maxBody));
  /**
   * Returns the key under which a request's memory is counted. Without HUB_TOKENS a client can have any number of
   * accounts, so the key is its address.
   */
  const holderOf = ({ var: { account, address } }: Context<HubEnv>) => {
    const known: AccountRow | undefined = account; // not set if the request was refused before authentication
    return accounts.local ? address : (known?.id ?? address);
  };
  return {
    accounts,
    cookie,
    guessLimiter,
    origin,
    admission: admitRequests(cookie, limits.requests),
    account: authenticate(accounts, runTokens, cookie, guessLimiter),
    body: receiveBodies({
      most: limits.maxBody,
      budget,
      holderOf,
    }),
    unread: createUnreadAnswers({ most: UNREAD_BUDGET, holderOf }).limit,
    signInBody: receiveBodies({
      most: MAX_SIGN_IN_BODY,
      budget,
      holderOf: ({ var: { address } }) => address,
    }),
  };
}

function createApi(dependencies: AppDependencies, cookie: SessionCookie): Hono<HubEnv> {
  const { db, availability, disk, runner, runsPerAddress, accounts, limits } = dependencies;
  const streams = createLimiter({
    perAccount: limits.maxStreams,
    perAddress: accounts.local ? limits.maxStreams * SHARE_OF_ADDRESS : Infinity,
  });
  const limitRuns = accounts.local ? runsPerAddress.limit : unlimited;
  const completionRun = namedCompletion(db, availability, runner);

  const thread = new Hono<HubEnv>()
    .use('/*', ownThread(db, availability))
    .route('/messages', messageRoutes({ ...dependencies, limitRuns }))
    .route('/files', threadFileRoutes(dependencies))
    .route('/runs/:run/children', runChildrenRoutes(dependencies))
    .route('/runs/:run/mcp_servers/:server', runMcpServerRoutes(dependencies))
    .route('/runs/:run/requests', runRequestRoutes(dependencies))
    .route('/runs', runRoutes({ ...dependencies, streams }))
    .route('/steps', threadStepRoutes(dependencies))
    .route('/stream', streamRoutes({ ...dependencies, streams }))
    .route('/', threadRoutes(dependencies))
    .route('/', threadCopyRoutes(dependencies));

  return new Hono<HubEnv>()
    .on('GET', STREAM_PATHS, refuseStreamWithoutSession)
    .on('POST', RUN_PATHS, limitRuns)
    .on('POST', CREATING_PATHS, keepAccount(accounts))
    .route('/account', accountRoutes({ accounts, cookie }))
    .route('/events', eventRoutes({ ...dependencies, streams }))
    .on(
      ['POST', 'DELETE'],
      ['/assistants', '/assistants/*'],
      needsDatabase(availability),
      needsDiskSpace(disk),
    )
    .route('/assistants', assistantRoutes(dependencies))
    .route('/registry', registryRoutes(dependencies))
    .route('/models', modelRoutes(dependencies))
    .use('/chat/completions', capCompletions(limits.maxCompletions))
    .route('/chat/completions', chatCompletionRoutes({ ...dependencies, ...limits, completionRun }))
    .use('/agent_data', needsDatabase(availability), needsDiskSpace(disk))
    .route('/agent_data', agentDataRoutes(dependencies))
    .use('/threads/*', needsDatabase(availability), needsDiskSpace(disk))
    .route('/threads', threadsRoutes(dependencies))
    .route('/threads/runs', threadRunRoutes({ ...dependencies, streams }))
    .route('/threads/:thread', thread);
}

/** Middleware that limits nothing. Used with HUB_TOKENS, because each account then has its own limit. */
const unlimited: MiddlewareHandler = async (_, next) => next();

/** Middleware that refuses a NUL in the URL. Ids and names do not contain it, and the database does not accept it. */
const refuseNul: MiddlewareHandler = async (context, next) => {
  if (context.req.url.includes('%00'))
    throw new ApiProblem(400, 'The URL contains a NUL character (%00). Remove it.');
  await next();
};

function toProblem(error: unknown): ApiProblem {
  const refusal = problemOfRefusal(error);
  if (refusal) return refusal;
  if (isDatabaseUnavailable(error)) return databaseUnavailable();
  return new ApiProblem(
    500,
    'The server failed to answer this request. See the log of the hub for the reason.',
  );
}
