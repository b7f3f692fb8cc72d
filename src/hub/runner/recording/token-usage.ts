import { addUsage, type Usage } from '../../../protocol/usage.ts';

/** The token usage of a run's completions, as reported by their models. */
export interface TokenUsage {
  /** Records the usage so far that a chunk of a draft's completion reports. */
  report(draftId: string, usage: Usage | null): void;
  /** Adds the usage of a completion without a draft. */
  add(usage: Usage | null): void;
  /** Returns the usage of a draft's completion; null if it was not reported. */
  of(draftId: string): Usage | null;
  /**
   * Returns the usage of a draft's completion, but only once: afterwards it belongs to the message or step that shows
   * it.
   */
  take(draftId: string): Usage | null;
  readonly total: Usage | null;
}

/** @param before the usage of the run under an earlier writer */
export function createTokenUsage(before: Usage | null): TokenUsage {
  const ofDrafts = new Map<string, Usage>();
  const shown = new Set<string>();
  let withoutDraft = before;

  function of(draftId: string): Usage | null {
    return shown.has(draftId) ? null : (ofDrafts.get(draftId) ?? null);
  }

  return {
    report(draftId, usage) {
      if (usage) ofDrafts.set(draftId, usage); // the last report includes all earlier ones
    },
    add(usage) {
      withoutDraft = addUsage(withoutDraft, usage);
    },
    of,
    take(draftId) {
      const usage = of(draftId);
      shown.add(draftId);
      return usage;
    },
    get total() {
      return [...ofDrafts.values()].reduce<Usage | null>(addUsage, withoutDraft);
    },
  };
}
