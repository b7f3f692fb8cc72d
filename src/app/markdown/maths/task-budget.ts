/** Spreads work over several tasks, so that no task blocks the page for long. */
export interface TaskBudget {
  /** Reserves a cost in the current task. Returns false if its budget is used up. The first work of a task is always allowed. */
  take(cost: number): boolean;
  /** Calls `onTurn` in a later task that has budget for the work. Returns a function that cancels it. */
  wait(cost: number, onTurn: () => void): () => void;
}

interface Waiting {
  readonly cost: number;
  readonly onTurn: () => void;
}

/**
 * Creates a task budget.
 * @param perTask the maximum cost of the work in one task
 */
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
