import { DrizzleQueryError } from 'drizzle-orm';

/** Thrown while the database is unavailable. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}

/**
 * Error codes of a server that is stopping or starting, is now a standby, or has too many connections, and of a
 * network that does not reach the server. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const UNAVAILABLE_CODE =
  /^(08...|57P0[1-35]|25006|53300|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;

/** Messages of `pg` errors without a code. */
const UNAVAILABLE_MESSAGE =
  /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect$|^timeout expired$/;

/**
 * Whether an error means that the connection to the database was lost or cannot be established. The statement may
 * have taken effect. The causes of other errors are not examined, because they may come from other servers.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DrizzleQueryError) return isDatabaseUnavailable(error.cause);
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable); // one error for each address
  if (error instanceof DatabaseUnavailableError) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? UNAVAILABLE_CODE.test(code) : UNAVAILABLE_MESSAGE.test(error.message);
}
