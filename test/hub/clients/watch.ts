/** A value that is updated repeatedly. */
export interface Watch<Value> {
  say(next: Value): void;
  /** Resolves with the first value for which this is true. */
  until(holds: (latest: Value) => boolean): Promise<Value>;
}

/** Creates a watch without a value. Only one caller waits at a time. */
export function createWatch<Value>(): Watch<Value> {
  let latest: Value | undefined;
  let look = (): void => {};
  return {
    say(next) {
      latest = next;
      look();
    },
    until: (holds) =>
      new Promise((resolve) => {
        look = () => {
          if (latest !== undefined && holds(latest)) resolve(latest);
        };
        look();
      }),
  };
}
