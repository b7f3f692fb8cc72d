import type { ChatMessage } from '../../agents/agent.ts';
import type { AccountEvents } from '../accounts/account-events.ts';
import type { AgentCatalog } from '../agents/agent-catalog.ts';
import type { Database } from '../db/database.ts';
import { firstMessage } from '../db/messages.ts';
import type { RunRow } from '../db/runs.ts';
import { findThread, replaceRuleTitle } from '../db/threads.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Provider } from '../providers/provider.ts';
import type { RunObserver } from '../runner/run-observer.ts';
import { titleIn } from './clean-title.ts';

const AT_ONCE = 2;
/** Maximum number of waiting threads. Above it, a thread keeps the title by rule. */
const MAX_WAITING = 100;
/** Maximum time for the model's answer, in milliseconds. */
const TIMEOUT = 30_000;
/** Maximum length of the answer, in tokens. Some models think first, and some servers have a low default. */
const MAX_TOKENS = 2_000;
/** Maximum number of characters of each message that are sent to the model. */
const READ_PER_MESSAGE = 2_000;

const INSTRUCTIONS =
  'You give conversations their titles. Answer with the title alone: two to six words, in the language of the ' +
  'conversation, without quotation marks and without a full stop.';

interface ModelTitlesDependencies {
  db: Database;
  agents: AgentCatalog;
  provider: Provider;
  accountEvents: AccountEvents;
  report: (problem: string, error: unknown) => void;
}

/** Lets the model write the titles of threads. */
export interface ModelTitles extends Pick<RunObserver, 'runEnded'> {
  /** Cancels the requests in progress, and waits for that. */
  close(): Promise<void>;
}

/**
 * Creates the writer of model titles. When the first reply in a thread has ended, it asks the model for a better
 * title than the one that was derived by rule. It works in the background, and never replaces a title that a person
 * has given meanwhile.
 */
export function createModelTitles(dependencies: ModelTitlesDependencies): ModelTitles {
  const { db, agents, provider, accountEvents, report } = dependencies;
  const closing = new AbortController();
  const waiting: (() => Promise<void>)[] = [];
  const inProgress = new Set<Promise<void>>();

  function begin(): void {
    while (inProgress.size < AT_ONCE && !closing.signal.aborted) {
      const work = waiting.shift()?.();
      if (!work) return;
      inProgress.add(work);
      void work.finally(() => {
        inProgress.delete(work);
        begin();
      });
    }
  }

  async function giveTitle(run: RunRow, accountId: string): Promise<void> {
    const timeout = new AbortController(); // Node 20 can lose an AbortSignal.timeout() that only AbortSignal.any() refers to
    const timer = setTimeout(() => timeout.abort(new Error('The model took too long.')), TIMEOUT);
    try {
      const thread = await findThread(db, accountId, run.threadId);
      const messages = thread?.metadata['topic_by'] === 'rule' ? await firstExchange(run) : null;
      const model = modelOf(run);
      if (!messages || model === null) return;
      const signal = AbortSignal.any([closing.signal, timeout.signal]);
      const title = titleIn(await provider.complete({ model, messages, maxTokens: MAX_TOKENS, signal }));
      if (title === '') throw new Error('The answer contains no title.');
      const titled = await replaceRuleTitle(db, run.threadId, title);
      if (titled) accountEvents.threadChanged(titled);
    } catch (error) {
      if (!closing.signal.aborted) report(`The model wrote no title for thread ${run.threadId}`, error);
    } finally {
      clearTimeout(timer);
    }
  }

  function modelOf({ model, assistantId }: RunRow): string | null {
    const defaults = agents.find(assistantId)?.metadata.details.agent.defaults;
    return model ?? provider.defaultModel ?? defaults?.model ?? null;
  }

  /** Returns the request to the model; null if the run's reply is not the first of its thread. */
  async function firstExchange({ id, threadId }: RunRow): Promise<ChatMessage[] | null> {
    const first = await firstMessage(db, threadId, 'user');
    const answered = await firstMessage(db, threadId, 'assistant');
    if (!first || answered?.runId !== id) return null;
    const [question, answer] = [first.text, visibleText(answered.text)].map((text) =>
      text.slice(0, READ_PER_MESSAGE),
    );
    return [
      { role: 'system', content: INSTRUCTIONS },
      {
        role: 'user',
        content: `A person says:\n\n${question}\n\nThe answer is:\n\n${answer}\n\nThe title is:`,
      },
    ];
  }

  return {
    runEnded(run, { accountId, parentId }) {
      const isReply = ['completed', 'requires_action', 'incomplete'].includes(run.status);
      if (!isReply || parentId !== null || waiting.length >= MAX_WAITING) return;
      waiting.push(() => giveTitle(run, accountId));
      begin();
    },
    async close() {
      closing.abort();
      await Promise.all(inProgress);
    },
  };
}
