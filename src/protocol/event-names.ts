/**
 * The names of a run's events. Names that start with `thread.` are OpenAI's; names that start with `hub.` are this
 * hub's own.
 */
export const RUN_EVENT = {
  messageCreated: 'thread.message.created',
  messageInProgress: 'thread.message.in_progress',
  messageDelta: 'thread.message.delta',
  messageCompleted: 'thread.message.completed',
  messageIncomplete: 'thread.message.incomplete',
  stepDelta: 'thread.run.step.delta',
  thinking: 'hub.message.thinking',
  annotations: 'hub.message.annotations',
  notice: 'hub.run.notice',
  childRun: 'hub.run.child',
  question: 'hub.run.question',
  keptThinking: 'hub.run.thinking',
  snapshot: 'hub.snapshot',
  keepAlive: 'hub.keep-alive',
  error: 'error',
} as const;

/** More names of a run's events. The page does not use them, so it does not load them. */
export const HUB_RUN_EVENT = {
  threadCreated: 'thread.created',
  runCreated: 'thread.run.created',
  runRequiresAction: 'thread.run.requires_action',
  agentOutput: 'hub.agent.output',
} as const;

/** Prefix of the names of events about a run's status. The status follows it. */
export const RUN_STATUS_PREFIX = 'thread.run.';

/** Prefix of the names of events about a step of a run. The step's status follows it. */
export const RUN_STEP_PREFIX = 'thread.run.step.';

/** Prefix of the names of events about a message. The message's status follows it. */
export const MESSAGE_PREFIX = 'thread.message.';

/** The names of an account's events, which `GET /events` sends. */
export const ACCOUNT_EVENT = {
  threadChanged: 'hub.thread.changed',
  threadDeleted: 'hub.thread.deleted',
  runBegan: 'hub.run.began',
  runProgress: 'hub.run.progress',
  runEnded: 'hub.run.ended',
} as const;
