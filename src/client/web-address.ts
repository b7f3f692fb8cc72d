/**
 * Letters of scripts that are written without spaces, or with particles attached to words. Such letters directly after
 * an address belong to the sentence.
 */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const WORD = /[\p{L}\p{M}\p{N}\u200C\u200D]/u;
const DIGIT = /[0-9]/;
const ASCII_ALPHANUMERIC = /[a-z0-9]/i;
const SCHEME = /https?:\/\//iy;
/** User information, and the start of the host: a letter, a digit, or an IPv6 address. */
const HOST_START = /(?:[\w.~%!$&'()*+,;=:-]{1,64}@)?(?:\[[0-9a-f:.]+\]|(?=[\p{L}\p{N}]))/iuy;
/** ASCII characters that an address may contain after its host, except brackets and quotation marks. */
const PATH = /[a-z0-9\-._~:/?#@!$&*+,;=%]/i;
/** After these characters a path continues in any script. */
const PATH_DELIMITER = /[/=_\-&#+(%~]/;
/** Doubled markdown marks, which are never part of an address. */
const MARKS = /\*\*|~~/y;
/** The next address in a list of addresses. */
const NEXT_ADDRESS = /[,;]https?:/iy;
const TRAILING = /[?!.,:;*_~']/;
const ENTITY = /&[a-z]{1,12};$/i;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function matches(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * Returns the end of the web address that starts at `start`; `start` itself if there is none. An address may contain
 * letters of any script, but not the text that follows it without a space: `https://example.com/docs了解` ends before
 * `了`, and `https://ja.wikipedia.org/wiki/日本` is one address. Punctuation at the end belongs to the sentence, as on GitHub.
 * https://github.github.com/gfm/#extended-autolink-path-validation
 */
export function webAddressEnd(text: string, start: number): number {
  const authority = matches(SCHEME, text, start);
  if (authority === start) return start;
  HOST_START.lastIndex = authority;
  if (!HOST_START.test(text)) return start;
  const hostStart = HOST_START.lastIndex;
  const end = hostEnd(text, hostStart);
  return trimEnd(text, hostStart, /[/?#]/.test(text.charAt(end)) ? pathEnd(text, end) : end);
}

function hostEnd(text: string, from: number): number {
  let label = from;
  let isUnspaced = false;
  for (let at = from; at < text.length;) {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    if (character === '.' || character === ':') {
      if (!(character === '.' ? WORD : DIGIT).test(text.charAt(at + 1))) return at;
      isUnspaced ||= text.slice(label, at) === 'www';
      label = at + 1;
    } else if (WORD.test(character)) {
      if (UNSPACED.test(character) && at > from && !isUnspaced) return at;
      isUnspaced ||= UNSPACED.test(character);
    } else if (character !== '-' && character !== '_') return at;
    at += character.length;
  }
  return text.length;
}

function pathEnd(text: string, from: number): number {
  const expected: string[] = [];
  let before = '';
  let inTitle = false;
  let at = from;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at)!);
    const closer = CLOSERS[character];
    if (closer !== undefined) expected.push(closer);
    else if (character === ')' || character === ']' || character === '}') {
      if (expected.pop() !== character) return at;
    } else if (character === "'") {
      if (!ASCII_ALPHANUMERIC.test(before) || !ASCII_ALPHANUMERIC.test(text.charAt(at + 1))) return at;
    } else if (PATH.test(character)) {
      if (matches(MARKS, text, at) > at || matches(NEXT_ADDRESS, text, at) > at) return at;
      if (character === '/') inTitle ||= text.startsWith('/wiki/', at - 5);
    } else if (character < '\u{80}' || !WORD.test(character)) return at;
    else if (UNSPACED.test(character)) {
      const continues = PATH_DELIMITER.test(before) || (before > '\u{7F}' && before !== '');
      if (!continues && !inTitle) return at;
    }
    before = character;
    at += character.length;
  }
  return at;
}

/** Returns the end of an address without trailing punctuation and entities, which belong to the sentence. */
function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from) {
    const last = text.charAt(end - 1);
    const entity = last === ';' ? ENTITY.exec(text.slice(Math.max(from, end - 14), end)) : null;
    if (entity) end -= entity[0].length;
    else if (TRAILING.test(last)) end -= 1;
    else break;
  }
  return end;
}
