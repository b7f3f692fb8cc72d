/** The longest text of a message, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1_000_000;
