import type { Draft } from '../../protocol/run-state.ts';

/** The part of each draft's text that is shown, by the draft's id. */
export type ShownTexts = Readonly<Record<string, string>>;

/** Selects the drafts that show their new text in a commit. */
export interface DraftPacing {
  /**
   * Takes the next turn. Returns the texts to show for each list of drafts.
   * @param lists the drafts of each run, and the texts that are shown of them now
   */
  take(lists: readonly { drafts: readonly Draft[]; shown: ShownTexts }[]): ShownTexts[];
}

/** Maximum number of commits until each draft has had a turn. */
const ROUND = 3;

/**
 * Creates a pacing in which drafts that stream at the same time take turns. The draft that has waited longest is next.
 * So a commit renders one draft if there are up to three, and a third of the drafts if there are more. The first text
 * of a draft is shown at once.
 */
export function createDraftPacing(): DraftPacing {
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
