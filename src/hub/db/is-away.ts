import { DrizzleQueryError } from 'drizzle-orm';

/** The database cannot be used at the moment. */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError';
}

/**
 * Codes of a server that stops, starts, has been replaced by another one or takes no more connections, and of a
 * network that does not reach it.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const AWAY_CODE =
  /^(08...|57P0[1-35]|25006|53300|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;

/** What `pg` throws without a code. */
const AWAY_MESSAGE =
  /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect$|^timeout expired$/;

/**
 * Whether the connection to the database was lost, or none can be made. What was asked for may have been done.
 * It looks at errors of the database alone: the causes of other errors may come from other servers.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof DrizzleQueryError) return isAway(error.cause);
  if (error instanceof AggregateError) return error.errors.some(isAway); // one for each address that was tried
  if (error instanceof DatabaseAwayError) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? AWAY_CODE.test(code) : AWAY_MESSAGE.test(error.message);
}
