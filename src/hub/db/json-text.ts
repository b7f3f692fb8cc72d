import { and, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { searchPattern } from '../../protocol/search-pattern.ts';

/**
 * Whether a text that is kept as JSON holds all of these words, in any spelling. First the JSON is looked at as it
 * is, which is quick and misses nothing: words that JSON escapes are left out there. Only where that holds them are
 * its escapes read, since the letter of an escape is none of the text's.
 * @param json null where there is no text
 */
export function holdsAll(json: SQLWrapper, words: readonly string[]): SQL {
  const text = plainText(json);
  const unescaped = words.filter((word) => JSON.stringify(word) === `"${word}"`);
  const mayHold = and(sql`${json} is not null`, ...unescaped.map((word) => matches(json, word)));
  const holds = and(...words.map((word) => matches(text, word)));
  return sql`case when ${mayHold} then ${holds} else false end`;
}

/** A regular expression, since Postgres finds one several times faster than it does with ILIKE. */
function matches(text: SQLWrapper, word: string): SQL {
  return sql`${text} ~ ${searchPattern(word)}`;
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
