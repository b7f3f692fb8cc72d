import { addUsage, type Usage } from '../../protocol/usage.ts';

/** What the completions of a run take, as their models report it. */
export interface TokenUsage {
  /** A chunk of a draft's completion reports what that has taken so far. */
  report(draftId: string, usage: Usage | null): void;
  /** A completion that has no draft has taken this. */
  add(usage: Usage | null): void;
  /** What a draft's completion has taken; null where that was not reported. */
  of(draftId: string): Usage | null;
  /** The same, for what is to tell it: nothing else does after that. */
  take(draftId: string): Usage | null;
  readonly total: Usage | null;
}

/** @param before what the run has taken under an earlier writer */
export function createTokenUsage(before: Usage | null): TokenUsage {
  const ofDrafts = new Map<string, Usage>();
  const taken = new Set<string>();
  let others = before;

  function of(draftId: string): Usage | null {
    return taken.has(draftId) ? null : (ofDrafts.get(draftId) ?? null);
  }

  return {
    report(draftId, usage) {
      if (usage) ofDrafts.set(draftId, usage); // the last one counts all
    },
    add(usage) {
      others = addUsage(others, usage);
    },
    of,
    take(draftId) {
      const usage = of(draftId);
      taken.add(draftId);
      return usage;
    },
    get total() {
      return [...ofDrafts.values()].reduce<Usage | null>(addUsage, others);
    },
  };
}
