/** The position of a part of a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const LOCAL = /[a-z0-9._%+-]/i;
const MAX_LOCAL_LENGTH = 64;
/** Labels of Latin, Greek and Cyrillic letters, then a top-level domain, so that `a@file.txt` is not an address. */
const DOMAIN =
  /(?:[a-z0-9\u00C0-\u024F\u0370-\u04FF](?:[a-z0-9\u00C0-\u024F\u0370-\u04FF-]{0,61}[a-z0-9\u00C0-\u024F\u0370-\u04FF])?\.){1,8}(?:[a-z]{2}|com|net|org|edu|gov|mil|int|info|biz|name|pro|web|xxx|aero|asia|coop|museum|shop|app|dev|cloud|online|site|store|tech|blog|email|xyz|рф)(?![\w\u00C0-\u024F\u0370-\u04FF]|-[\w]|\.[\w]|:\S)/iuy;
/**
 * Text directly after one of these characters is part of a longer word, so it is not an address. Letters without case,
 * such as Chinese letters, are not included: no space separates them from an address.
 */
const IN_WORD = /[\p{Lu}\p{Ll}\p{Lt}\p{N}/@=]/u;
const MAILTO = 'mailto:';

/** Finds the mail addresses in a text, in order. `mailto:` directly before an address is part of it. */
export function findMailAddresses(text: string): Span[] {
  const found: Span[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, from);
    DOMAIN.lastIndex = at + 1;
    if (start === null || !DOMAIN.test(text)) continue;
    const hasScheme = text.slice(Math.max(from, start - MAILTO.length), start).toLowerCase() === MAILTO;
    from = DOMAIN.lastIndex;
    found.push({ start: hasScheme ? start - MAILTO.length : start, end: from });
  }
  return found;
}

/** Returns the index at which the part before the `@` starts; null if there is no such part. */
function localStart(text: string, at: number, from: number): number | null {
  let start = at;
  while (start > from && at - start < MAX_LOCAL_LENGTH && LOCAL.test(text.charAt(start - 1))) start -= 1;
  if (start > 0 && start > from && IN_WORD.test(text.charAt(start - 1))) return null;
  while (start < at && !/[a-z0-9_]/i.test(text.charAt(start))) start += 1;
  return start === at || text.charAt(at - 1) === '.' ? null : start;
}
