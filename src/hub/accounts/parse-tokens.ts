import type { HubToken } from './accounts.ts';

const PAIR = /^([\w.@-]{1,64}):([^\s,]+)$/;

/** Minimum length of a token, in characters. Shorter tokens can be guessed, even slowly. */
const MIN_LENGTH = 20;
/** Minimum number of different characters in a token. Random text practically always has more. */
const MIN_DIFFERENT = 8;

/**
 * Reads `name:token, other:token`. A name may have several tokens, all of which are valid.
 * @throws Error that says what is wrong, and does not contain any token
 */
export function parseTokens(text: string): HubToken[] {
  const tokens = text.split(',').map((pair, at) => {
    const match = PAIR.exec(pair.trim());
    if (!match) {
      throw new Error(
        `must be a list of name:token, separated by commas; names consist of letters, digits and . _ @ -. Entry ${at + 1} is not in this form`,
      );
    }
    return { name: match[1]!, token: match[2]! };
  });
  const weak = tokens.find(({ token }) => token.length < MIN_LENGTH || new Set(token).size < MIN_DIFFERENT);
  if (weak) {
    throw new Error(
      `gives ${weak.name} a token that can be guessed: it must be at least ${MIN_LENGTH} random characters. This command makes one: openssl rand -hex 24`,
    );
  }
  const names = new Map<string, string>();
  for (const { name, token } of tokens) {
    const other = names.get(token);
    if (other !== undefined) throw new Error(`gives ${name} the token of ${other}: create another one`);
    names.set(token, name);
  }
  return tokens;
}
