import { textOf, type Message } from '../../protocol/message.ts';
import { isActive, type RunStatus } from '../../protocol/run.ts';
import { isRevised, type EndedMessage } from '../../protocol/run-state.ts';
import type { LiveRun } from '../stores/live-run.ts';
import type { Receipts } from '../stores/receipts.ts';
import type { ConversationItem, PartialReason, SentMessage } from './conversation-item.ts';

/** What a conversation is merged from. */
export interface ConversationSources {
  settled: readonly Message[];
  /** The runs of this thread that this tab has followed, oldest first. */
  runs: readonly (readonly [string, LiveRun])[];
  sent: readonly SentMessage[];
  receipts: Receipts;
  /** Whether text is shown before its message has ended. */
  showText: boolean;
}

/** Merges by message id, in the order of the thread; a settled message wins over its draft. */
export function mergeConversation(sources: ConversationSources): ConversationItem[] {
  const { settled, runs, receipts, showText } = sources;
  const settledIds = new Set(settled.map((message) => message.id));
  const ended = new Map(
    runs.flatMap(([, run]) => run.state.messages.map((message) => [message.id, message])),
  );
  const { keys, unsettled } = matchSent(sources.sent, settled);
  const items = settled.map((message) =>
    settledItem(message, keys.get(message.id) ?? message.id, ended.get(message.id), receipts),
  );
  for (const [runId, run] of runs) {
    items.push(...unsettled.filter((sent) => sent.runId === runId).map(sentItem));
    items.push(...liveItems(run, settledIds, receipts, showText));
  }
  const placed = new Set(runs.map(([runId]) => runId));
  const waiting = unsettled.filter((sent) => sent.runId === null || !placed.has(sent.runId));
  return [...items, ...waiting.map(sentItem)];
}

/** Finds the hub's message for each that was sent: the first new one of the person with the same text. */
function matchSent(sent: readonly SentMessage[], settled: readonly Message[]) {
  const keys = new Map<string, string>();
  const unsettled = sent.filter((message) => {
    const match = settled.find(
      (candidate) =>
        candidate.role === 'user' &&
        !message.knownIds.has(candidate.id) &&
        !keys.has(candidate.id) &&
        textOf(candidate.content) === message.text,
    );
    if (match) keys.set(match.id, message.key);
    return !match;
  });
  return { keys, unsettled };
}

function sentItem({ key, text }: SentMessage): ConversationItem {
  return { key, role: 'user', text, busy: false, partial: null, streamed: null, receipt: null };
}

function settledItem(
  message: Message,
  key: string,
  ended: EndedMessage | undefined,
  receipts: Receipts,
): ConversationItem {
  return {
    key,
    role: message.role,
    text: textOf(message.content),
    busy: false,
    partial: partialReason(message),
    streamed: ended && isRevised({ ...ended, message }) ? ended.streamed : null,
    receipt: receipts[message.id] ?? null,
  };
}

function liveItems(
  run: LiveRun,
  settledIds: ReadonlySet<string>,
  receipts: Receipts,
  showText: boolean,
): ConversationItem[] {
  const { state } = run;
  const items: ConversationItem[] = [];
  for (const ended of state.messages) {
    if (settledIds.has(ended.id)) continue;
    if (ended.message) items.push(settledItem(ended.message, ended.id, ended, receipts));
    // An older hub named the message and did not send it: what was streamed stands in until it is fetched.
    else if (showText && ended.streamed !== null) items.push(streamedItem(ended.id, ended.streamed, null));
  }
  const active = isActive(state.status);
  const partial = active ? null : partialOfStatus(state.status);
  if (!showText || (!active && partial === null)) return items;
  for (const draft of state.drafts) {
    if (draft.text === '' || settledIds.has(draft.id)) continue;
    items.push({
      ...streamedItem(draft.id, draft.text, partial),
      busy: active && run.connection !== 'interrupted',
    });
  }
  return items;
}

function streamedItem(key: string, text: string, partial: PartialReason | null): ConversationItem {
  return { key, role: 'assistant', text, busy: false, partial, streamed: null, receipt: null };
}

function partialReason(message: Message): PartialReason | null {
  if (message.status !== 'incomplete') return null;
  switch (message.incomplete_details?.reason) {
    case 'run_cancelled':
      return 'stopped';
    case 'run_failed':
      return 'failed';
    case 'run_expired':
      return 'expired';
    default:
      return 'incomplete';
  }
}

function partialOfStatus(status: RunStatus): PartialReason | null {
  if (status === 'cancelled') return 'stopped';
  if (status === 'failed' || status === 'expired' || status === 'incomplete') return status;
  return null;
}
