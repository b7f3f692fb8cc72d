import { ApiProblem } from '../http/api-problem.ts';
import { createAllowance } from '../limits/allowance.ts';

/** Number of invalid tokens that an address may send: a burst, then one per interval, in milliseconds. */
const WRONG_TOKENS = { burst: 20, every: 3_000 };
/**
 * The same limit for cookies and account tokens. Each of them costs a database lookup, and many browsers send expired
 * cookies.
 */
const WRONG_SESSIONS = { burst: 200, every: 500 };

/** Limits how fast an address can guess tokens. Addresses are those of `client-address.ts`. */
export interface GuessLimiter {
  /**
   * Counts an invalid token.
   * @returns the error to respond with: `problem`, or 429 if the address has sent too many
   */
  countWrongToken(address: string, problem: ApiProblem): ApiProblem;
  /** @throws ApiProblem (429) if the address has sent too many unknown sessions */
  checkLookup(address: string): void;
  /** Counts a session that was looked up and not found. */
  countWrongSession(address: string): void;
}

/** Creates a limiter without counts. */
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
    `That token isn’t valid, and your address has sent too many invalid tokens. Check it, and try again in ${seconds} seconds.`,
    { code: 'too_many_guesses', headers: { 'retry-after': String(seconds), connection: 'close' } },
  );
}
