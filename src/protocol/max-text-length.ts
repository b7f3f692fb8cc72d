/** Maximum length of a message's text, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 1_000_000;
