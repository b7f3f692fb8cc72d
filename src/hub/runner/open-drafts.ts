/** A message that clients have been told of, and that has not ended. */
export interface OpenedMessage {
  readonly id: string;
  readonly openedAt: Date;
}

/** A streamed completion that no message has replaced yet. */
export interface OpenDraft extends OpenedMessage {
  text: string;
  /** What has become of its completion. */
  completion: 'streaming' | 'ended' | 'failed';
}

/** Which draft a message replaces, and which ones go. */
export interface Replacement {
  /** The draft that becomes the message; null where the message was not streamed. */
  kept: OpenDraft | null;
  discarded: OpenDraft[];
}

/**
 * Takes from the open drafts those that a message replaces: the one whose text it repeats, and every
 * other that streams no more. One that still streams stays open, for nobody can tell yet what becomes of it.
 * @param own the draft of the completion that the message was made of, if the agent said so
 */
export function replaceDrafts(drafts: Map<string, OpenDraft>, text: string, own: string | null): Replacement {
  const over = [...drafts.values()].filter((draft) => draft.completion !== 'streaming');
  const repeats = (draft: OpenDraft) => draft.text.trim() === text.trim();
  const kept = over.find((draft) => draft.id === own) ?? over.findLast(repeats) ?? null;
  for (const draft of over) drafts.delete(draft.id);
  return { kept, discarded: over.filter((draft) => draft !== kept) };
}

/**
 * Takes all open drafts of a run that breaks off: those whose completion did not get to its end are worth
 * keeping; the others the agent kept to itself.
 */
export function breakOffDrafts(drafts: Map<string, OpenDraft>): {
  kept: OpenDraft[];
  discarded: OpenDraft[];
} {
  const all = [...drafts.values()];
  drafts.clear();
  const isWorthKeeping = (draft: OpenDraft) => draft.completion !== 'ended' && draft.text !== '';
  return { kept: all.filter(isWorthKeeping), discarded: all.filter((draft) => !isWorthKeeping(draft)) };
}
