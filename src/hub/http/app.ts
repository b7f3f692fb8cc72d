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
import { isAway } from '../db/is-away.ts';
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
import { databaseIsAway, needsDatabase, putOffStream } from './middleware/database-away.ts';
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
import { threadCopyRoutes } from './routes/thread-copies.ts';
import { threadFileRoutes } from './routes/thread-files.ts';
import { threadRoutes, threadsRoutes } from './routes/threads.ts';
import type { ChildRuns } from '../runner/child-runs.ts';
import type { Runner } from '../runner/runner.ts';
import type { ClientAddresses } from './security/client-address.ts';
import { refuseForeignHosts } from './security/foreign-hosts.ts';
import { createLimiter, SHARE_OF_ADDRESS } from '../limits/limiter.ts';
import { originRules } from './security/origin-rules.ts';
import { securityHeaders } from './security/security-headers.ts';
import { refuseSimpleForms } from './security/simple-forms.ts';
import type { ThreadCopier } from '../versions/thread-copier.ts';

/** The parts that the hub's routes stand on. */
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
  /** Told what fails and is nobody's mistake but the hub's. */
  report: (problem: string, error: unknown) => void;
}

/** What the hub allows, and whom it trusts. */
export interface AppLimits {
  /** Where it listens. */
  host: string;
  port: number;
  corsOrigins: readonly string[];
  /** In bytes. */
  maxBody: number;
  /** Per account, at once. */
  maxStreams: number;
  /** Per account, at once. */
  maxCompletions: number;
  /** How many requests are at work at once, and how many wait for that. */
  requests: QueueLimits;
  /** After how many milliseconds a quiet stream of a completion gets a sign of life. */
  keepAliveInterval: number;
}

/** What a browser's account is written for, by its first such request; everything else needs one of these before. */
const MAKING = ['/threads', '/threads/runs', '/assistants', '/account/token'];
/** The streams that browsers open. */
const STREAMING = ['/events', '/threads/:thread/stream/:run'];
/** The requests that start a run. */
const STARTING = ['/threads/runs', '/threads/:thread/runs'];
/** How many bytes the bodies of all requests under way may hold together. */
const BODY_BUDGET = 128_000_000;
/** How many bytes the answers may hold together that nobody has read. */
const UNREAD_BUDGET = 128_000_000;
/** How many bytes the body of one may have who has not signed in: it holds a token. */
const SIGN_IN_BODY = 64 * 1024;

/** The hub's HTTP interface. It does nothing until it is asked. */
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
      throw new ApiProblem(404, `There is no ${context.req.method} ${context.req.path}.`, {
        code: 'unknown_url',
      });
    });
  }
  app.onError((error, context) => {
    const problem = disk.notice(error) ? diskIsFull() : toProblem(error);
    const isUnavailable = problem.details.code === DATABASE_UNAVAILABLE; // reported when the connection was lost
    const isRefusal =
      problem.details.code === DISK_FULL || (problem.status === 503 && problemOfRefusal(error) !== null); // the hub is at a limit
    if (problem.status >= 500 && !isUnavailable && !isRefusal)
      report(`${context.req.method} ${context.req.path} failed`, error);
    const later = isUnavailable ? putOffStream(context) : null;
    if (later) return later;
    return context.json(problem.toJSON(), problem.status, problem.details.headers);
  });
  return app;
}

/** What stands before every route of the API: where a request may come from, whether there is room for it, and who asks. */
function guards({ accounts, guessLimiter, runTokens, limits }: AppDependencies) {
  const { host, port, corsOrigins } = limits;
  const cookie = sessionCookie(port);
  const origin: MiddlewareHandler<HubEnv>[] = [
    ...(accounts.local ? [refuseForeignHosts({ allowed: [host] })] : []),
    originRules({ corsOrigins }),
    refuseSimpleForms(),
  ];
  const budget = createBodyBudget(Math.max(BODY_BUDGET, 2 * limits.maxBody));
  /** Whose share of memory a request counts in. Without tokens anyone can be as many accounts as they like. */
  const holderOf = ({ var: { account, address } }: Context<HubEnv>) => {
    const known: AccountRow | undefined = account; // not of what is refused before
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
    unread: createUnreadAnswers({ most: UNREAD_BUDGET, holderOf }).bound,
    signInBody: receiveBodies({ most: SIGN_IN_BODY, budget, holderOf: ({ var: { address } }) => address }),
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
    .route('/runs', runRoutes({ ...dependencies, streams }))
    .route('/stream', streamRoutes({ ...dependencies, streams }))
    .route('/', threadRoutes(dependencies))
    .route('/', threadCopyRoutes(dependencies));

  return new Hono<HubEnv>()
    .on('GET', STREAMING, refuseStreamWithoutSession)
    .on('POST', STARTING, limitRuns)
    .on('POST', MAKING, keepAccount(accounts))
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

/** A hub whose accounts are named limits each of them alone. */
const unlimited: MiddlewareHandler = async (_, next) => next();

/** No id and no name holds a NUL, and the database takes none. */
const refuseNul: MiddlewareHandler = async (context, next) => {
  if (context.req.url.includes('%00')) throw new ApiProblem(400, 'An address must not hold a NUL (%00).');
  await next();
};

function toProblem(error: unknown): ApiProblem {
  const refusal = problemOfRefusal(error);
  if (refusal) return refusal;
  if (isAway(error)) return databaseIsAway();
  return new ApiProblem(500, 'The hub failed to answer this request; its log says why.');
}
