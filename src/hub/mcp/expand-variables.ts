/** `${NAME}`, or `${NAME:-default}`. */
const REFERENCE = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** The environment variables that texts may refer to. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Replaces references to environment variables in all texts of a JSON value: `${NAME}`, and `${NAME:-default}`, as
 * other programs with this form of configuration do. An empty variable counts as not set. Keys stay as they are.
 * @param onVariable called with the name of each variable whose value is used
 * @throws Error that names a variable that is not set
 */
export function expandVariables(
  value: unknown,
  variables: Variables,
  onVariable: (name: string) => void,
): unknown {
  if (typeof value === 'string') return expandText(value, variables, onVariable);
  if (Array.isArray(value)) return value.map((item) => expandVariables(item, variables, onVariable));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, expandVariables(inner, variables, onVariable)]),
  );
}

function expandText(text: string, variables: Variables, onVariable: (name: string) => void): string {
  return text.replace(REFERENCE, (_, name: string, fallback: string | undefined) => {
    const value = variables[name];
    if (value) {
      onVariable(name);
      return value;
    }
    if (fallback === undefined)
      throw new Error(`the environment variable ${name} is not set: set it, or write \${${name}:-default}`);
    return fallback;
  });
}
