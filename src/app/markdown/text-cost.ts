/** What these characters may become costs more than text: blocks, cells, elements, formulas. */
const COSTS: Readonly<Record<string, number>> = {
  '\n': 50,
  '\r': 50,
  '|': 40,
  '`': 15,
  '*': 15,
  _: 15,
  '[': 40,
  '@': 60,
  ':': 15,
  '<': 15,
  $: 150,
  '\\': 100,
};
const OTHER_SCRIPTS = 0x530;
/** A character beyond Latin, Greek and Cyrillic may need another typeface, which the browser looks for. */
const OF_OTHER_SCRIPT = 4;
/** At each change of script it looks again. */
const CHANGE = 30;

const TABLE = Uint8Array.from({ length: OTHER_SCRIPTS }, (_, code) => COSTS[String.fromCharCode(code)] ?? 1);
/** The most that a character costs. */
const HIGHEST = Math.max(...Object.values(COSTS));

/**
 * How far a text may be read from a place on before it costs more than that: roughly what it takes to read it, show
 * it and lay it out, where a letter costs 1.
 */
export function endWithin(cost: number, text: string, start: number): number {
  let at = Math.min(text.length, start + Math.floor(cost / HIGHEST));
  if (at === text.length) return at;
  let left = cost;
  let script = start === 0 ? LATIN : scriptAt(text, start - 1, LATIN);
  for (at = start; at < text.length; at++) {
    const next = scriptAt(text, at, script);
    left -= costAt(text, at) + (next === script ? 0 : CHANGE);
    if (left < 0) return at;
    script = next;
  }
  return at;
}

/** What a text costs, as `endWithin` counts. */
export function costOf(text: string): number {
  let cost = 0;
  let script = LATIN;
  for (let at = 0; at < text.length; at++) {
    const next = scriptAt(text, at, script);
    cost += costAt(text, at) + (next === script ? 0 : CHANGE);
    script = next;
  }
  return cost;
}

/** Latin, Greek and Cyrillic. */
const LATIN = 0;
const CHINESE_JAPANESE_KOREAN = 1;
const FIRST_OTHER = 2;

/** Which script a character is of, roughly: those of one are shown in one typeface. */
function scriptAt(text: string, at: number, before: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x41) return before; // spaces, digits, points
  if (code < OTHER_SCRIPTS) return LATIN;
  if (code >= 0x2000 && code < 0x2070) return before; // dashes, quotation marks, joiners
  if (code >= 0xdc00 && code < 0xe000) return before; // the second half of a character
  if ((code >= 0x2e80 && code < 0xd800) || (code >= 0xf900 && code < 0xfb00) || code >= 0xff00)
    return CHINESE_JAPANESE_KOREAN;
  return FIRST_OTHER + (code >> 7);
}

function costAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < OTHER_SCRIPTS ? (TABLE[code] ?? 1) : OF_OTHER_SCRIPT;
}
