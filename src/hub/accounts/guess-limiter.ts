import { ApiProblem } from '../http/api-problem.ts';
import { createAllowance } from '../http/security/allowance.ts';

/** How many wrong tokens an address may send at once, and after how many milliseconds one more. */
const WRONG_TOKENS = { burst: 20, every: 3_000 };
/** The same for cookies and handed-over tokens, each of which costs a look into the database; many browsers bring old ones. */
const WRONG_SESSIONS = { burst: 200, every: 500 };

/** Slows down who guessLimiter. Addresses are as `client-address.ts` tells them. */
export interface GuessLimiter {
  /**
   * Counts a wrong token.
   * @returns what the request is refused with: `problem`, or 429 where the address has sent too many
   */
  countWrongToken(address: string, problem: ApiProblem): ApiProblem;
  /** @throws ApiProblem (429) where the address has sent so many unknown sessions that no more of it are looked up */
  checkLookup(address: string): void;
  /** Counts a session that was looked up and is unknown. */
  countWrongSession(address: string): void;
}

/** Nobody has guessed yet. */
export function createGuessLimiter(): GuessLimiter {
  const tokens = createAllowance(WRONG_TOKENS);
  const sessions = createAllowance(WRONG_SESSIONS);
  return {
    countWrongToken(address, problem) {
      const seconds = tokens.spend(address);
      return seconds === null ? problem : tooManyGuesses(seconds);
    },
    checkLookup(address) {
      const seconds = sessions.wait(address);
      if (seconds !== null) throw tooManyGuesses(seconds);
    },
    countWrongSession: (address) => void sessions.spend(address),
  };
}

function tooManyGuesses(seconds: number): ApiProblem {
  return new ApiProblem(
    429,
    `That token isn’t valid, and too many that weren’t have come from your address. Check it, and try again in ${seconds} seconds.`,
    { code: 'too_many_guesses', headers: { 'retry-after': String(seconds), connection: 'close' } },
  );
}
