/** Text that has arrived and has not been written. */
export interface PendingText {
  push(piece: string): void;
  /** Whether more than white space is pending. */
  readonly isVisible: boolean;
  /**
   * Removes and returns the text that can be written. White space at its end, and half of a character, stay: more text
   * may follow. White space at the start of the whole text is left out.
   */
  take(): string;
}

/** Creates an empty text. */
export function createPendingText(): PendingText {
  let pending = '';
  let isVisible = false;
  let hasBegun = false;
  return {
    push(piece) {
      pending += piece;
      isVisible ||= piece.trim() !== '';
    },
    get isVisible() {
      return isVisible;
    },
    take() {
      const end = wholeLength(pending.trimEnd());
      const taken = pending.slice(0, end);
      pending = pending.slice(end);
      isVisible = false;
      const shown = hasBegun ? taken : taken.trimStart();
      hasBegun ||= shown !== '';
      return shown;
    },
  };
}

/** Returns the length of a text without half of a character at its end, which waits for the other half. */
export function wholeLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
}
