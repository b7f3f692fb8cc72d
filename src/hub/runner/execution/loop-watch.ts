/**
 * Watches whether all that an agent has done is one `runTools` loop. The next hub can continue such a run from its
 * recorded steps.
 */
export interface LoopWatch {
  /** Whether the agent has done nothing else so far. */
  readonly isOnlyLoop: boolean;
  /** The id of its newest completion; null before the first one of this process. */
  readonly newestCompletion: string | null;
  /** Called when a completion begins. `answersCalls` is true for completions of a loop. */
  completionBegan(draftId: string, answersCalls: boolean): void;
  /** Called when the agent adds the output of a call. */
  callAnswered(draftId: string): void;
  /** Called when the agent adds a reply, with the completion that it names. */
  replied(draftId: string | null): void;
  /** Called when the agent does something else that its run would show twice. */
  otherBegan(): void;
}

/** The watch of an agent whose loops cannot be continued. */
export const NO_LOOP: Pick<LoopWatch, 'isOnlyLoop' | 'otherBegan'> = { isOnlyLoop: false, otherBegan() {} };

/**
 * Creates a watch.
 * @param onOther called once, when the agent does something that belongs to no loop or to another one
 */
export function createLoopWatch(onOther: () => void): LoopWatch {
  const completions = new Set<string>();
  let last: { id: string; isAnswered: boolean } | null = null;
  let isOnlyLoop = true;

  function otherBegan(): void {
    if (!isOnlyLoop) return;
    isOnlyLoop = false;
    onOther();
  }

  return {
    get isOnlyLoop() {
      return isOnlyLoop;
    },
    get newestCompletion() {
      return last?.id ?? null;
    },
    completionBegan(id, answersCalls) {
      // A loop requests its next completion after the calls of the last one. Otherwise, this is another loop.
      if (!answersCalls || (last && !last.isAnswered)) otherBegan();
      last = { id, isAnswered: false };
      completions.add(id);
    },
    callAnswered(id) {
      if (last?.id === id) last.isAnswered = true;
    },
    replied(id) {
      if (id === null || !completions.has(id)) otherBegan();
    },
    otherBegan,
  };
}
