/** How many causes are followed: nobody reads more, and a ring of them has no end. */
const MOST_CAUSES = 5;

/** An error as it stands in the log. */
export interface SerializedError {
  type: string;
  message: string;
  stack?: string;
  /** Such as `ECONNREFUSED`, or the SQLSTATE of Postgres. */
  code?: string;
  cause?: unknown;
  /** What an AggregateError gathers. */
  errors?: unknown[];
}

/**
 * An error with its stack, its code and its causes. It takes no other property: those that libraries hang on
 * their errors hold headers and what people wrote. What is no error stays as it is.
 */
export function serializeError(error: unknown, causes = MOST_CAUSES): unknown {
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

/** Many a library's errors have a class of their own, and no name. */
function typeOf(error: Error): string {
  return error.name === 'Error' ? error.constructor.name : error.name;
}

/** The error of a failed query repeats its parameters, which are people's messages: only the SQL is told. */
function withoutParameters(error: Error): { message: string; stack?: string } {
  const { message, stack } = error;
  if (!('query' in error && 'params' in error)) return stack === undefined ? { message } : { message, stack };
  const shortened = `Failed query: ${String(error.query)}`;
  return stack?.includes(message)
    ? { message: shortened, stack: stack.replace(message, () => shortened) }
    : { message: shortened };
}
