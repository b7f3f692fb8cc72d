import type { HubToken } from './accounts.ts';

const PAIR = /^([\w.@-]{1,64}):([^\s,]+)$/;

/** Shorter ones can be guessed, however slowly. */
const SHORTEST = 20;
/** Those of fewer different characters are no random text. */
const FEWEST_DIFFERENT = 8;

/**
 * Reads `name:token, other:token`. A name may have several tokens, of which each is good.
 * @throws Error that says what is wrong, and repeats no token
 */
export function parseTokens(text: string): HubToken[] {
  const tokens = text.split(',').map((pair, at) => {
    const match = PAIR.exec(pair.trim());
    if (!match) {
      throw new Error(
        `must be name:token, separated by commas, with names of letters, digits and . _ @ -; its entry ${at + 1} is not`,
      );
    }
    return { name: match[1]!, token: match[2]! };
  });
  const weak = tokens.find(({ token }) => token.length < SHORTEST || new Set(token).size < FEWEST_DIFFERENT);
  if (weak) {
    throw new Error(
      `gives ${weak.name} a token that can be guessed: it must be ${SHORTEST} random characters or more, as this line makes them: openssl rand -hex 24`,
    );
  }
  const names = new Map<string, string>();
  for (const { name, token } of tokens) {
    const other = names.get(token);
    if (other !== undefined) throw new Error(`gives ${name} the token of ${other}: make another one`);
    names.set(token, name);
  }
  return tokens;
}
