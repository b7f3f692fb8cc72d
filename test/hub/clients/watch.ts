/** What something says of itself, time and again. */
export interface Watch<MessageContent> {
  say(next: MessageContent): void;
  /** What it says, once this holds for it. */
  until(holds: (said: MessageContent) => boolean): Promise<MessageContent>;
}

/** Watches something that has said nothing yet. One waits at a time. */
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
