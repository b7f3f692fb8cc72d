import type { Draft } from '../../protocol/run-state.ts';

/** The text of each draft as far as it is shown, by the draft's id. */
export type ShownTexts = Readonly<Record<string, string>>;

/** Decides which of the drafts that grow are shown further in a commit. */
export interface DraftTurns {
  /**
   * Takes the next turn. Gives for each list of drafts what is shown of them from now on.
   * @param shown what was shown of them before
   */
  take(lists: readonly { drafts: readonly Draft[]; shown: ShownTexts }[]): ShownTexts[];
}

/** A draft has its turn in one of so many commits at the least, so that none is far behind. */
const ROUND = 3;

/**
 * Lets the drafts that stream at once take turns, the one that was shown first first. So a commit costs what
 * it costs with one, be there two or three; with more, it is a third of them. A draft with nothing to show yet
 * does not wait.
 */
export function createDraftTurns(): DraftTurns {
  let lastTurns: ReadonlyMap<string, number> = new Map();
  let turn = 0;

  return {
    take(lists) {
      turn += 1;
      const behind = lists.flatMap(({ drafts, shown }) =>
        drafts.filter(({ id, text }) => text !== shown[id]),
      );
      const waited = ({ id }: Draft) => lastTurns.get(id) ?? 0;
      const next = behind
        .toSorted((one, other) => waited(one) - waited(other))
        .slice(0, Math.ceil(behind.length / ROUND));
      const isNext = new Set(next.map(({ id }) => id));
      const known = lists.flatMap(({ drafts }) => drafts.map((draft) => [draft.id, waited(draft)] as const));
      lastTurns = new Map([...known, ...next.map(({ id }) => [id, turn] as const)]);
      return lists.map(({ drafts, shown }) =>
        Object.fromEntries(drafts.map(({ id, text }) => [id, isNext.has(id) ? text : (shown[id] ?? text)])),
      );
    },
  };
}
