/** What something says of itself, time and again. */
export interface Watch<Said> {
  say(next: Said): void;
  /** What it says, once this holds for it. */
  until(holds: (said: Said) => boolean): Promise<Said>;
}

/** Watches something that has said nothing yet. One waits at a time. */
export function createWatch<Said>(): Watch<Said> {
  let said: Said | undefined;
  let look = (): void => {};
  return {
    say(next) {
      said = next;
      look();
    },
    until: (holds) =>
      new Promise((resolve) => {
        look = () => {
          if (said !== undefined && holds(said)) resolve(said);
        };
        look();
      }),
  };
}
