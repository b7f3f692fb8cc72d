/** Divides work among tasks, so that none keeps the page busy. */
export interface TaskBudget {
  /** Whether the work may be done in this task. Each task does some, whatever it costs. */
  take(cost: number): boolean;
  /** Calls back in a later task, in which the work may be done. Returns a function that cancels this. */
  wait(cost: number, onTurn: () => void): () => void;
}

interface Waiting {
  readonly cost: number;
  readonly onTurn: () => void;
}

/** @param perTask how much one task does */
export function createTaskBudget(perTask: number): TaskBudget {
  const waiting = new Set<Waiting>();
  let spent = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function take(cost: number): boolean {
    if (spent > 0 && spent + cost > perTask) return false;
    spent += cost;
    timer ??= setTimeout(beginTask);
    return true;
  }

  function beginTask(): void {
    timer = null;
    spent = 0;
    for (const next of waiting) {
      if (!take(next.cost)) return;
      waiting.delete(next);
      next.onTurn();
    }
  }

  return {
    take: (cost) => waiting.size === 0 && take(cost),
    wait(cost, onTurn) {
      const turn = { cost, onTurn };
      waiting.add(turn);
      timer ??= setTimeout(beginTask);
      return () => void waiting.delete(turn);
    },
  };
}
