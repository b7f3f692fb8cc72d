/** Maximum number of messages that are sent to a model, however short they are. */
export const MOST_MESSAGES = 2_000;

/** Size of a message in a model's context in addition to its text, in characters. */
export const CHARACTERS_OF_MESSAGE = 16;
