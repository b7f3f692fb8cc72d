/** How many messages a model is sent at most, however short they are. */
export const MOST_MESSAGES = 2_000;

/** What a message takes of a model's context besides its text, in characters. */
export const CHARACTERS_OF_MESSAGE = 16;
