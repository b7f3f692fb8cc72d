/** A value that is updated repeatedly. */
export interface Watch<MessageContent> {
  say(next: MessageContent): void;
  /** Resolves with the first value for which this is true. */
  until(holds: (said: MessageContent) => boolean): Promise<MessageContent>;
}

/** Creates a watch without a value. Only one caller waits at a time. */
export function createWatch<MessageContent>(): Watch<MessageContent> {
  let said: MessageContent | undefined;
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
