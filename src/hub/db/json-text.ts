import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/** The JSON of the string of this key, in a flat object of strings that is kept as JSON; null where it has none. */
export function jsonValueOf(json: SQLWrapper, key: string): SQL {
  // A quote inside of a string is escaped, so what stands before this one begins a key.
  return sql`substring(${json} from ${String.raw`[{,]"${key}":("(?:[^"\\]|\\.)*")`}::text)`;
}
