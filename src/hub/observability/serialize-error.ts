/** Maximum number of causes that are followed: nobody reads more, and causes may form a cycle. */
const MAX_CAUSES = 5;

/** An error in the log. */
export interface SerializedError {
  type: string;
  message: string;
  stack?: string;
  /** For example `ECONNREFUSED`, or the SQLSTATE of Postgres. */
  code?: string;
  cause?: unknown;
  /** The errors of an AggregateError. */
  errors?: unknown[];
}

/**
 * Returns an error with its stack, code and causes. Other properties are left out: those that libraries add contain
 * headers and people's messages. Values that are not errors are returned unchanged.
 */
export function serializeError(error: unknown, causes = MAX_CAUSES): unknown {
  if (!(error instanceof Error)) return error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const serialized: SerializedError = { type: typeOf(error), ...withoutParameters(error) };
  if (typeof code === 'string') serialized.code = code;
  if (causes === 0) return serialized;
  if (cause !== undefined) serialized.cause = serializeError(cause, causes - 1);
  if (error instanceof AggregateError) {
    serialized.errors = error.errors.map((one) => serializeError(one, causes - 1));
  }
  return serialized;
}

/** Returns an error's type. Errors of many libraries have their own class, but no `name`. */
function typeOf(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name;
}

/**
 * Returns the message and the stack of an error. The error of a failed query repeats the query's parameters, which
 * are people's messages: they are replaced by the SQL.
 */
function withoutParameters(error: Error): { message: string; stack?: string } {
  const { message, stack } = error;
  if (!('query' in error && 'params' in error)) return stack === undefined ? { message } : { message, stack };
  const shortened = `Failed query: ${String(error.query)}`;
  return stack?.includes(message)
    ? { message: shortened, stack: stack.replace(message, () => shortened) }
    : { message: shortened };
}
