import { cutText } from '../../protocol/cut-text.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/max-text-length.ts';
import { hasText, type CutOffReason } from '../../protocol/message.ts';
import type { Completion } from '../providers/provider.ts';
import { RefusedError } from '../errors/refused-error.ts';
import { cutOffOf, type ChunkParts } from './read-chunk.ts';
import type { OpenedMessage, Said } from '../delta-log/run-events.ts';
import type { LastCutOff } from './run-outcome.ts';

/** A streamed completion that no message has replaced yet. */
export interface OpenDraft extends OpenedMessage {
  text: string;
  thinking: string;
  /** How many deltas carried the text. */
  deltas: number;
  completion: 'streaming' | 'ended' | 'failed';
  /** Whether clients know of it. */
  isAnnounced: boolean;
  /** How the model ended it, where it is not whole. */
  cutOff: CutOffReason | null;
  /** When it was opened, and when it streamed no more: places in the order of all that the drafts of its run do. */
  readonly opened: number;
  ended: number | null;
}

/** Of how many answers in one piece it is known how they ended: a reply repeats one of the last. */
const MOST_ANSWERS = 16;
/** How many drafts of a run may be open, and how many characters they may hold when another one is opened. */
const MOST_DRAFTS = 1_000;
const MOST_CHARACTERS = 16_000_000;

/** Thrown where a run has too many drafts that no message has replaced. */
class TooManyDraftsError extends RefusedError {
  override readonly name = 'TooManyDraftsError';

  constructor(drafts: number) {
    super(
      'conflict',
      `This run has ${drafts} completions that no reply was made of: add a reply before asking for more.`,
      { code: 'too_many_drafts', retryAfter: 'never' },
    );
  }
}

/** What a reply becomes. */
export interface Replacement extends Said {
  /** The draft that becomes the message; null where the message was not streamed. */
  kept: OpenDraft | null;
  discarded: OpenDraft[];
}

/** The drafts of a run: what its completions have streamed, until it is a message or is given up. */
export interface Drafts {
  get(id: string): OpenDraft | undefined;
  /** @throws TooManyDraftsError */
  open(opened: OpenedMessage, isAnnounced: boolean): OpenDraft;
  /** Adds what a chunk says. */
  add(draft: OpenDraft, parts: ChunkParts): void;
  /** The draft's completion streams no more. */
  close(id: string, completion: 'ended' | 'failed'): void;
  /** A completion was answered in one piece. */
  answered(completion: Completion): void;
  /**
   * Takes the draft that a reply is made of, and those that the reply shows to be the agent's own.
   * @param draftId the draft, where the agent names it; otherwise it is the last one that has ended with the same text
   */
  reply(text: string, draftId: string | null): Replacement;
  /** Takes all drafts of a run that breaks off: what a person has read is kept. */
  breakOff(): { kept: OpenDraft[]; discarded: OpenDraft[] };
  /** Takes all drafts of a run whose agent is done. It has kept them to itself. */
  discard(): OpenDraft[];
  /** How the last reply ended, where that is not whole. */
  readonly lastCutOff: LastCutOff | null;
}

/**
 * @param before drafts that an earlier writer of the run has opened, oldest first
 * @param lastCutOff how the last reply of that writer ended
 */
export function createDrafts(
  before: readonly OpenDraft[] = [],
  lastCutOff: LastCutOff | null = null,
): Drafts {
  const drafts = new Map(before.map((draft) => [draft.id, draft]));
  /** How the drafts ended that have become messages, by id: an agent may make more than one message of an answer. */
  const replaced = new Map<string, CutOffReason>();
  const answers: Completion[] = [];
  let characters = before.reduce((sum, draft) => sum + sizeOf(draft), 0);
  let last = lastCutOff;
  let place = Math.max(0, ...before.flatMap(({ opened, ended }) => [opened, ended ?? 0]));
  /** Where the newest thing was opened that a person got to read. What had ended by then was the agent's own. */
  let newest = 0;

  function take(draft: OpenDraft): void {
    if (drafts.delete(draft.id)) characters -= sizeOf(draft);
  }

  function takeAll(): OpenDraft[] {
    const all = [...drafts.values()];
    for (const draft of all) take(draft);
    return all;
  }

  /** A draft that still streams stays open: the agent may reply with it later. */
  function takeEndedBefore(limit: number): OpenDraft[] {
    const taken = [...drafts.values()].filter(({ ended }) => ended !== null && ended < limit);
    for (const draft of taken) take(draft);
    return taken;
  }

  function draftOf(text: string, draftId: string | null): OpenDraft | null {
    if (draftId !== null) return drafts.get(draftId) ?? null;
    return [...drafts.values()].findLast((draft) => draft.ended !== null && isSame(draft.text, text)) ?? null;
  }

  return {
    get: (id) => drafts.get(id),
    open(opened, isAnnounced) {
      if (drafts.size >= MOST_DRAFTS || characters > MOST_CHARACTERS)
        throw new TooManyDraftsError(drafts.size);
      const draft: OpenDraft = {
        ...opened,
        text: '',
        thinking: '',
        deltas: 0,
        completion: 'streaming',
        isAnnounced,
        cutOff: null,
        opened: ++place,
        ended: null,
      };
      drafts.set(draft.id, draft);
      return draft;
    },
    add(draft, { text, thinking, cutOff }) {
      draft.text += text;
      draft.thinking += thinking;
      characters += text.length + thinking.length;
      if (text !== '') draft.deltas += 1;
      // Chunks of a refusal come before the finish reason, which may call it a stop.
      if (cutOff !== null && draft.cutOff !== 'refusal') draft.cutOff = cutOff;
    },
    close(id, completion) {
      const draft = drafts.get(id);
      if (!draft) return; // a message has taken its place, or the run has ended
      draft.completion = completion;
      draft.ended = ++place;
    },
    answered(completion) {
      answers.push(completion);
      if (answers.length > MOST_ANSWERS) answers.shift();
    },
    reply(whole, draftId) {
      const kept = draftOf(whole, draftId);
      const given = cutText(whole, MAX_TEXT_LENGTH);
      if (kept) take(kept);
      if (kept?.cutOff) replaced.set(kept.id, kept.cutOff);
      const answer = kept ? undefined : answers.findLast((one) => isSame(one.text, whole));
      // A refusal is no content of the completion, so that an agent may take it for an empty one.
      const text = kept?.cutOff === 'refusal' && !hasText(given) ? kept.text : given;
      const cutOff =
        replaced.get(kept?.id ?? draftId ?? '') ??
        (answer ? cutOffOf(answer.finishReason, answer.isRefusal) : null) ??
        (given.length < whole.length ? 'max_tokens' : null);
      const isEmpty = !hasText(text);
      // Nothing is shown of a reply without text or draft, so nothing gives way to it. It may also have been sent twice.
      const opened = kept?.opened ?? (isEmpty ? 0 : ++place);
      newest = Math.max(newest, opened);
      const discarded = takeEndedBefore(opened);
      last = cutOff ?? (isEmpty ? 'empty' : null);
      return {
        kept,
        discarded,
        text,
        thinking: (kept ?? answer)?.thinking ?? '',
        incompleteReason: isEmpty ? 'empty' : cutOff,
      };
    },
    breakOff() {
      const all = takeAll();
      const read = all.filter(({ text }) => hasText(text));
      const limit = Math.max(newest, ...read.map(({ opened }) => opened));
      const isAgentsOwn = ({ completion, ended }: OpenDraft) =>
        completion === 'ended' && ended !== null && ended < limit;
      const kept = read.filter((draft) => !isAgentsOwn(draft));
      return { kept, discarded: all.filter((draft) => !kept.includes(draft)) };
    },
    discard: takeAll,
    get lastCutOff() {
      return last;
    },
  };
}

function sizeOf({ text, thinking }: OpenDraft): number {
  return text.length + thinking.length;
}

function isSame(one: string, other: string): boolean {
  return one.trim() === other.trim();
}
