import { and, ilike, sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/**
 * Whether a text that is kept as JSON holds all of these words, whatever their case. First the JSON is looked at
 * as it is, which is quick and misses nothing; only where that holds them all are its escapes read, since the
 * letter of an escape is none of the text's.
 * @param json null where there is no text
 */
export function holdsAll(json: SQLWrapper, words: readonly string[]): SQL {
  const text = plainText(json);
  const mayHold = and(
    ...words.map((word) => sql`${json} ilike ${containing(JSON.stringify(word).slice(1, -1))}`),
  );
  const holds = and(...words.map((word) => ilike(text, containing(word))));
  return sql`case when ${mayHold} then ${holds} else false end`;
}

/** The pattern of what contains this text, in which nothing is a wildcard. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
}

/**
 * The text that a JSON string holds, with a space for what is no letter, no number and no sign. Postgres' own
 * functions for JSON fail at what it holds that no text of theirs can.
 */
function plainText(json: SQLWrapper): SQL {
  // No control character is in JSON as it is: one of them can stand for a backslash while escapes are read.
  const steps = sql.raw(
    String.raw`'\\', chr(1)), '\"', '"'), '\\(u[0-9a-f]{4}|[bfnrt])', ' ', 'g'), chr(1), '\')`,
  );
  return sql`replace(regexp_replace(replace(replace(left(substr(${json}, 2), -1), ${steps}`;
}

/** The JSON of the string of this key, in a flat object of strings that is kept as JSON; null where it has none. */
export function jsonValueOf(json: SQLWrapper, key: string): SQL {
  // A quote inside of a string is escaped, so what stands before this one begins a key.
  return sql`substring(${json} from ${String.raw`[{,]"${key}":("(?:[^"\\]|\\.)*")`}::text)`;
}

/** Whether a flat object of strings that is kept as JSON has this entry. */
export function hasEntry(json: SQLWrapper, key: string, value: string): SQL {
  const entry = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  // As above: no string holds a brace or a comma before a quote that is not escaped.
  return sql`(strpos(${json}, ${`{${entry}`}) > 0 or strpos(${json}, ${`,${entry}`}) > 0)`;
}
