import { partialReason, type PartialReason } from '../../client/partial-reason.ts';
import { annotationsOf, textOf, type Message } from '../../protocol/message.ts';
import { isActive, type RunStatus } from '../../protocol/run.ts';
import { isRevised, type EndedMessage } from '../../protocol/run-state.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { agentKey } from '../preferences/preferences-store.ts';
import type { OutboxMessage } from '../sending/outbox.ts';
import type { Receipts } from '../runs/receipts.ts';
import type { RunOutline } from '../runs/run-outline.ts';
import { NO_ACTIVITIES, type ConversationItem } from '../messages/conversation-item.ts';

/** The sources of a conversation's items. */
export interface ConversationSources {
  /** The loaded messages, oldest first. */
  settled: readonly Message[];
  /** Whether the thread has earlier messages that are not loaded. */
  hasEarlier: boolean;
  /** The runs of the thread that this tab has followed, oldest first. */
  runs: readonly (readonly [string, RunOutline])[];
  sent: readonly OutboxMessage[];
  receipts: Receipts;
  /** Whether text is shown before its message is complete. */
  showText: boolean;
}

/**
 * Merges messages and drafts by message id, in the order of the thread. A settled message gets the React key of its
 * draft, so that it replaces the draft without a remount.
 */
export function mergeMessagesAndDrafts(sources: ConversationSources): ConversationItem[] {
  const { settled, runs, receipts, showText } = sources;
  const settledIds = new Set(settled.map((message) => message.id));
  const ended = new Map(runs.flatMap(([, run]) => run.messages.map((message) => [message.id, message])));
  const loadedFrom = (sources.hasEarlier && settled[0]?.created_at) || 0;
  const { keys, unsettled } = matchSent(sources.sent, settled);
  const items = settled.map((message) =>
    settledItem(message, keys.get(message.id) ?? message.id, ended.get(message.id), receipts),
  );
  for (const [runId, run] of runs) {
    items.push(...unsettled.filter((sent) => sent.runId === runId).map(outgoingItem));
    items.push(...liveItems(runId, run, { settledIds, loadedFrom, receipts, showText }));
  }
  const placed = new Set(runs.map(([runId]) => runId));
  const waiting = unsettled.filter((sent) => sent.runId === null || !placed.has(sent.runId));
  return markReplyEnds(markAgentChanges([...items, ...waiting.map(outgoingItem)]));
}

/** Marks the items where the agent changes. Another version of the same agent is not a change. */
function markAgentChanges(items: readonly ConversationItem[]): ConversationItem[] {
  let last: string | null = null;
  return items.map((item) => {
    if (item.assistantId === null) return item;
    const agent = agentKey(item.assistantId);
    const isAgentChange = last !== null && agent !== last;
    last = agent;
    return isAgentChange ? { ...item, isAgentChange } : item;
  });
}

/**
 * Marks the last item of each reply. A reply is all agent messages of one run between two messages of the person. Messages of
 * a stopped or failed run belong to the reply of its retry.
 */
function markReplyEnds(items: readonly ConversationItem[]): ConversationItem[] {
  let start: ConversationItem | undefined;
  return items.map((item, index) => {
    if (item.role === 'user') return item;
    if (startsReply(item, items[index - 1])) start = item;
    const next = items[index + 1];
    const isLast = !next || next.role === 'user' || startsReply(next, item);
    return isLast && start?.id ? { ...item, replyStart: start.id } : item;
  });
}

function startsReply(item: ConversationItem, before: ConversationItem | undefined): boolean {
  if (!before || before.role === 'user') return true;
  if (before.partial !== null) return false;
  return item.runId !== before.runId || item.assistantId !== before.assistantId;
}

/**
 * Finds the hub's message for each sent message: the person's first new message with the same text. A message before
 * all messages that were known when it was sent is not new: it was loaded later.
 */
function matchSent(sent: readonly OutboxMessage[], settled: readonly Message[]) {
  const keys = new Map<string, string>();
  const unsettled = sent.filter((message) => {
    const known = new Set(message.knownIds);
    const from = settled.findIndex(({ id }) => known.has(id));
    const match = settled.find(
      (candidate, index) =>
        index > from &&
        candidate.role === 'user' &&
        !known.has(candidate.id) &&
        !keys.has(candidate.id) &&
        textOf(candidate.content) === message.text,
    );
    if (match) keys.set(match.id, message.key);
    return !match;
  });
  return { keys, unsettled };
}

const UNSETTLED = {
  id: null,
  runId: null,
  assistantId: null,
  isAgentChange: false,
  replyStart: null,
  createdAt: null,
  annotations: undefined,
  draft: null,
  partial: null,
  streamed: null,
  receipt: null,
  usage: null,
  runDeltas: null,
  delivery: null,
  problem: null,
  activities: NO_ACTIVITIES,
  activitiesBefore: NO_ACTIVITIES,
  outcome: null,
};

/** Returns the item of a message that, as far as this page knows, the hub does not have yet. */
export function outgoingItem({ key, text, delivery, problem, runId }: OutboxMessage): ConversationItem {
  return { ...UNSETTLED, key, runId, role: 'user', text, delivery, problem };
}

function settledItem(
  message: Message,
  key: string,
  ended: EndedMessage | undefined,
  receipts: Receipts,
): ConversationItem {
  return {
    ...UNSETTLED,
    key,
    id: message.id,
    runId: message.run_id ?? null,
    role: message.role,
    assistantId: message.assistant_id ?? null,
    createdAt: message.created_at,
    text: message.role === 'assistant' ? visibleText(textOf(message.content)) : textOf(message.content),
    annotations: annotationsOf(message.content),
    partial: partialReason(message),
    streamed: ended && isRevised({ ...ended, message }) ? visibleText(ended.streamed ?? '') : null,
    receipt: receipts[message.id] ?? null,
  };
}

interface LiveSources extends Pick<ConversationSources, 'receipts' | 'showText'> {
  settledIds: ReadonlySet<string>;
  /** Messages before this time are left out, because they precede the loaded messages. In Unix seconds. */
  loadedFrom: number;
}

function liveItems(runId: string, run: RunOutline, sources: LiveSources): ConversationItem[] {
  const { settledIds, loadedFrom, receipts, showText } = sources;
  const items: ConversationItem[] = [];
  const startedAt = Math.ceil(run.startedAt / 1000);
  for (const ended of run.messages) {
    if (settledIds.has(ended.id) || (ended.message?.created_at ?? startedAt) < loadedFrom) continue;
    if (ended.message) items.push(settledItem(ended.message, ended.id, ended, receipts));
    // An older hub sends only the message's id. The streamed text is shown until the message has been fetched.
    else if (showText && ended.streamed !== null)
      items.push(streamedItem(ended.id, runId, run, visibleText(ended.streamed), null));
  }
  const active = isActive(run.status);
  const partial = active ? null : partialOfStatus(run.status);
  if (!showText || (!active && (partial === null || startedAt < loadedFrom))) return items;
  for (const { id, text, start } of run.drafts) {
    if (settledIds.has(id)) continue;
    const draft = text === null ? { runId, draftId: id, start } : null;
    items.push({ ...streamedItem(id, runId, run, text ?? '', partial), draft });
  }
  return items;
}

function streamedItem(
  id: string,
  runId: string,
  { assistantId }: RunOutline,
  text: string,
  partial: PartialReason | null,
): ConversationItem {
  return { ...UNSETTLED, key: id, runId, role: 'assistant', assistantId, text, partial };
}

function partialOfStatus(status: RunStatus): PartialReason | null {
  if (status === 'cancelled') return 'stopped';
  if (status === 'failed' || status === 'expired' || status === 'incomplete') return status;
  return null;
}
