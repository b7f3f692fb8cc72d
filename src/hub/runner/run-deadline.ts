/** Ends a run that takes too long. */
export interface RunDeadline {
  /** Sets the time at which the run expires. */
  set(at: Date): void;
  /** Called when the run has ended. */
  clear(): void;
}

/** Creates a deadline. */
export function createRunDeadline(at: Date, onExpired: () => void): RunDeadline {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const deadline: RunDeadline = {
    set(next) {
      clearTimeout(timer);
      if (!isOver) timer = setTimeout(onExpired, next.getTime() - Date.now());
    },
    clear() {
      isOver = true;
      clearTimeout(timer);
    },
  };
  deadline.set(at);
  return deadline;
}
