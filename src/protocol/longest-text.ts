/** The longest text of a message, in UTF-16 code units. */
export const LONGEST_TEXT = 1_000_000;
