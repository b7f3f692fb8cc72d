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
/** Who comes when so many wait keeps the title by rule. */
const MOST_WAITING = 100;
/** How long the model may take, in milliseconds. */
const PATIENCE = 30_000;
/** How long the answer may be, in tokens. Some models think first, and some servers allow little if nothing is asked. */
const ROOM = 2_000;
/** How much the model reads of what either said, in characters. */
const READ_OF_EACH = 2_000;

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

/** Asks the model for the titles of threads. */
export interface ModelTitles extends Pick<RunObserver, 'runEnded'> {
  /** Gives up what is asked for, and settles once that is so. */
  close(): Promise<void>;
}

/**
 * Once the first reply in a thread has ended, the model is asked for a better title than the one by rule. Nobody
 * waits for that, and it never takes the place of a title that a person has given meanwhile.
 */
export function createModelTitles(dependencies: ModelTitlesDependencies): ModelTitles {
  const { db, agents, provider, accountEvents, report } = dependencies;
  const closing = new AbortController();
  const waiting: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<void>>();

  function begin(): void {
    while (underWay.size < AT_ONCE && !closing.signal.aborted) {
      const work = waiting.shift()?.();
      if (!work) return;
      underWay.add(work);
      void work.finally(() => {
        underWay.delete(work);
        begin();
      });
    }
  }

  async function giveTitle(run: RunRow, accountId: string): Promise<void> {
    const patience = new AbortController(); // Node 20 can forget AbortSignal.timeout() where only AbortSignal.any() knows it
    const timer = setTimeout(() => patience.abort(new Error('It took too long.')), PATIENCE);
    try {
      const thread = await findThread(db, accountId, run.threadId);
      const messages = thread?.metadata['topic_by'] === 'rule' ? await firstExchange(run) : null;
      const model = modelOf(run);
      if (!messages || model === null) return;
      const signal = AbortSignal.any([closing.signal, patience.signal]);
      const title = titleIn(await provider.complete({ model, messages, maxTokens: ROOM, signal }));
      if (title === '') throw new Error('Its answer holds no title.');
      const titled = await replaceRuleTitle(db, run.threadId, title);
      if (titled) accountEvents.threadChanged(titled);
    } catch (error) {
      if (!closing.signal.aborted) report(`The model gave thread ${run.threadId} no title`, error);
    } finally {
      clearTimeout(timer);
    }
  }

  function modelOf({ model, assistantId }: RunRow): string | null {
    const defaults = agents.find(assistantId)?.metadata.details.agent.defaults;
    return model ?? provider.defaultModel ?? defaults?.model ?? null;
  }

  /** What is asked of the model; null where the run's reply is not the first of its thread. */
  async function firstExchange({ id, threadId }: RunRow): Promise<ChatMessage[] | null> {
    const asked = await firstMessage(db, threadId, 'user');
    const answered = await firstMessage(db, threadId, 'assistant');
    if (!asked || answered?.runId !== id) return null;
    const [question, answer] = [asked.text, visibleText(answered.text)].map((text) =>
      text.slice(0, READ_OF_EACH),
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
      if (!isReply || parentId !== null || waiting.length >= MOST_WAITING) return;
      waiting.push(() => giveTitle(run, accountId));
      begin();
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}
