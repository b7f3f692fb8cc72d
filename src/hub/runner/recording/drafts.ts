import { cutText } from '../../../protocol/cut-text.ts';
import { MAX_TEXT_LENGTH } from '../../../protocol/max-text-length.ts';
import { hasText, type CutOffReason } from '../../../protocol/message.ts';
import type { Thinking } from '../../../protocol/thinking.ts';
import type { UrlCitation } from '../../../protocol/url-citation.ts';
import type { Completion } from '../../providers/provider.ts';
import { RefusedError } from '../../errors/refused-error.ts';
import { cutOffOf, type ChunkParts } from './read-chunk.ts';
import type { OpenedMessage, MessageContent } from '../../delta-log/run-events.ts';
import type { LastCutOff } from './run-outcome.ts';

/** A streamed completion that no message has replaced yet. */
export interface OpenDraft extends OpenedMessage {
  text: string;
  annotations: readonly UrlCitation[];
  thinking: string;
  /** When the model began to think, in milliseconds since 1970; null if it has not thought. */
  thinkingSince: number | null;
  /** For how long the model has thought, in milliseconds. */
  thinkingTime: number;
  /** Number of deltas of the text, the sources and the thinking. */
  deltas: number;
  completion: 'streaming' | 'ended' | 'failed';
  /** Whether clients know of it. */
  isAnnounced: boolean;
  /** Whether its completion calls tools, so that their step keeps the thinking. */
  callsTools: boolean;
  /** Why the model ended it early; null if it is complete. */
  cutOff: CutOffReason | null;
  /** When it was opened and when it ended, as positions in the order of all draft events of its run. */
  readonly opened: number;
  ended: number | null;
}

/**
 * Maximum number of completions that were not streamed and are remembered. A reply usually repeats one of the last.
 */
const MAX_ANSWERS = 16;
/** Maximum number of open drafts of a run. */
const MAX_DRAFTS = 1_000;
/** Maximum number of characters in the open drafts of a run when another draft is opened. */
const MAX_CHARACTERS = 16_000_000;

/** Thrown if a run has too many drafts that no message has replaced. */
class TooManyDraftsError extends RefusedError {
  override readonly name = 'TooManyDraftsError';

  constructor(drafts: number) {
    super(
      'conflict',
      `This run has ${drafts} completions without a reply. Add a reply before you request more.`,
      { code: 'too_many_drafts', retryAfter: 'never' },
    );
  }
}

/** The result of a reply. */
export interface Replacement extends MessageContent {
  /** The draft that becomes the message; null if the message was not streamed. */
  kept: OpenDraft | null;
  discarded: OpenDraft[];
}

/** The drafts of a run: streamed completions that are not messages yet. */
export interface Drafts {
  get(id: string): OpenDraft | undefined;
  /** @throws TooManyDraftsError */
  open(opened: OpenedMessage, isAnnounced: boolean): OpenDraft;
  /** Adds the content of a chunk. */
  add(draft: OpenDraft, parts: ChunkParts): void;
  /** Marks the draft's completion as ended. */
  close(id: string, completion: 'ended' | 'failed'): void;
  /** Records a completion that was not streamed. */
  answered(completion: Completion): void;
  /**
   * Removes and returns the draft that a reply replaces, and the drafts that were only intermediate results of the
   * agent.
   * @param draftId the draft, if the agent names it; otherwise the last ended draft with the same text
   */
  reply(text: string, draftId: string | null): Replacement;
  /** Removes and returns all drafts of a run that ends early. Text that a person has read is kept. */
  breakOff(): { kept: OpenDraft[]; discarded: OpenDraft[] };
  /** Removes and returns all drafts of a run whose agent has finished without using them. */
  discard(): OpenDraft[];
  /** Why the last reply ended early; null if it is complete. */
  readonly lastCutOff: LastCutOff | null;
}

/**
 * Creates the drafts of a run.
 * @param before drafts that an earlier writer of the run has opened, oldest first
 * @param lastCutOff why the last reply of that writer ended early
 */
export function createDrafts(
  before: readonly OpenDraft[] = [],
  lastCutOff: LastCutOff | null = null,
): Drafts {
  const drafts = new Map(before.map((draft) => [draft.id, draft]));
  /**
   * The cut-off reasons of drafts that became messages, by draft id. An agent may create several messages from one
   * answer.
   */
  const replaced = new Map<string, CutOffReason>();
  const answers: Completion[] = [];
  let characters = before.reduce((sum, draft) => sum + sizeOf(draft), 0);
  let last = lastCutOff;
  let position = Math.max(0, ...before.flatMap(({ opened, ended }) => [opened, ended ?? 0]));
  /** Position of the newest opening among the replies. Drafts that had ended before it were intermediate results. */
  let newestRead = 0;

  function remove(draft: OpenDraft): void {
    if (drafts.delete(draft.id)) characters -= sizeOf(draft);
  }

  function removeAll(): OpenDraft[] {
    const all = [...drafts.values()];
    for (const draft of all) remove(draft);
    return all;
  }

  /**
   * Removes and returns the drafts that ended before a position. A draft that still streams stays open: the agent may
   * reply with it later.
   */
  function removeEndedBefore(limit: number): OpenDraft[] {
    const removed = [...drafts.values()].filter(({ ended }) => ended !== null && ended < limit);
    for (const draft of removed) remove(draft);
    return removed;
  }

  function draftOf(text: string, draftId: string | null): OpenDraft | null {
    if (draftId !== null) return drafts.get(draftId) ?? null;
    return [...drafts.values()].findLast((draft) => draft.ended !== null && isSame(draft.text, text)) ?? null;
  }

  return {
    get: (id) => drafts.get(id),
    open(opened, isAnnounced) {
      if (drafts.size >= MAX_DRAFTS || characters > MAX_CHARACTERS) throw new TooManyDraftsError(drafts.size);
      const draft: OpenDraft = {
        ...opened,
        text: '',
        annotations: [],
        thinking: '',
        thinkingSince: null,
        thinkingTime: 0,
        deltas: 0,
        completion: 'streaming',
        isAnnounced,
        callsTools: false,
        cutOff: null,
        opened: ++position,
        ended: null,
      };
      drafts.set(draft.id, draft);
      return draft;
    },
    add(draft, { text, thinking, annotations, cutOff }) {
      draft.text += text;
      characters += sizeOf({ text, thinking, annotations });
      if (text !== '') draft.deltas += 1;
      if (annotations.length > 0) addAnnotations(draft, annotations);
      if (thinking !== '') addThinking(draft, thinking);
      // Chunks of a refusal come before the finish reason, which may be `stop`.
      if (cutOff !== null && draft.cutOff !== 'refusal') draft.cutOff = cutOff;
    },
    close(id, completion) {
      const draft = drafts.get(id);
      if (!draft) return; // a message has replaced it, or the run has ended
      draft.completion = completion;
      draft.ended = ++position;
    },
    answered(completion) {
      answers.push(completion);
      if (answers.length > MAX_ANSWERS) answers.shift();
    },
    reply(fullText, draftId) {
      const kept = draftOf(fullText, draftId);
      const stored = cutText(fullText, MAX_TEXT_LENGTH);
      if (kept) remove(kept);
      if (kept?.cutOff) replaced.set(kept.id, kept.cutOff);
      const answer = kept ? undefined : answers.findLast((one) => isSame(one.text, fullText));
      // A refusal is not in the completion's content, so an agent may see an empty answer.
      const text = kept?.cutOff === 'refusal' && !hasText(stored) ? kept.text : stored;
      const cutOff =
        replaced.get(kept?.id ?? draftId ?? '') ??
        (answer ? cutOffOf(answer.finishReason, answer.isRefusal) : null) ??
        (stored.length < fullText.length ? 'max_tokens' : null);
      const isEmpty = !hasText(text);
      // A reply without text or draft is not shown, so it replaces nothing. It may also have been sent twice.
      const opened = kept?.opened ?? (isEmpty ? 0 : ++position);
      newestRead = Math.max(newestRead, opened);
      const discarded = removeEndedBefore(opened);
      last = cutOff ?? (isEmpty ? 'empty' : null);
      return {
        kept,
        discarded,
        text,
        annotations: citedIn(text, kept ?? answer),
        thinking: (kept ?? answer)?.thinking ?? '',
        thinkingTime: kept?.thinkingTime ?? null,
        incompleteReason: isEmpty ? 'empty' : cutOff,
      };
    },
    breakOff() {
      const all = removeAll();
      const read = all.filter(({ text }) => hasText(text));
      const limit = Math.max(newestRead, ...read.map(({ opened }) => opened));
      const isIntermediate = ({ completion, ended }: OpenDraft) =>
        completion === 'ended' && ended !== null && ended < limit;
      const kept = read.filter((draft) => !isIntermediate(draft));
      return { kept, discarded: all.filter((draft) => !kept.includes(draft)) };
    },
    discard: removeAll,
    get lastCutOff() {
      return last;
    },
  };
}

/** Returns the thinking that a step keeps; null if there is none, or the completion's message keeps it. */
export function thinkingOfStep({ id, text, thinking, thinkingTime }: OpenDraft): Thinking | null {
  if (thinking === '' || hasText(text)) return null;
  return { message_id: id, text: thinking, elapsed_ms: thinkingTime };
}

function addThinking(draft: OpenDraft, thinking: string): void {
  const now = Date.now();
  draft.thinking += thinking;
  draft.thinkingSince ??= now;
  draft.thinkingTime = Math.max(0, now - draft.thinkingSince);
  draft.deltas += 1;
}

function addAnnotations(draft: OpenDraft, annotations: readonly UrlCitation[]): void {
  draft.annotations = [...draft.annotations, ...annotations];
  draft.deltas += 1;
}

/** Returns the sources of a reply. If an agent has changed the text of the answer, their places are unknown. */
function citedIn(
  text: string,
  answer: Pick<Completion, 'text' | 'annotations'> | null | undefined,
): readonly UrlCitation[] {
  const annotations = answer?.annotations ?? [];
  if (text === answer?.text) return annotations;
  return annotations.map(({ type, url_citation }) => ({ type, url_citation }));
}

function sizeOf({
  text,
  thinking,
  annotations,
}: Pick<OpenDraft, 'text' | 'thinking' | 'annotations'>): number {
  const cited = annotations.map(({ url_citation: { url, title } }) => url.length + title.length);
  return cited.reduce((sum, length) => sum + length, text.length + thinking.length);
}

function isSame(one: string, other: string): boolean {
  return one.trim() === other.trim();
}
