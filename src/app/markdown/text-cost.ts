/** Characters that cost more than a letter, because they may create blocks, cells, elements or formulas. */
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
/** The cost of a character outside Latin, Greek and Cyrillic, for which the browser may need another font. */
const OTHER_SCRIPT_COST = 4;
/** The cost of a change of script, at which the browser chooses the font again. */
const SCRIPT_CHANGE_COST = 30;

const TABLE = Uint8Array.from({ length: OTHER_SCRIPTS }, (_, code) => COSTS[String.fromCharCode(code)] ?? 1);
/** The highest cost of a character. */
const MAX_COST = Math.max(...Object.values(COSTS));

/**
 * Returns the position at which a text that begins at `start` exceeds a cost, or the end of the text. The cost is a
 * rough estimate of the time to parse the text, to render it and to lay it out. A letter costs 1.
 */
export function endWithin(cost: number, text: string, start: number): number {
  let at = Math.min(text.length, start + Math.floor(cost / MAX_COST));
  if (at === text.length) return at;
  let left = cost;
  let script = start === 0 ? LATIN : scriptAt(text, start - 1, LATIN);
  for (at = start; at < text.length; at++) {
    const next = scriptAt(text, at, script);
    left -= costAt(text, at) + (next === script ? 0 : SCRIPT_CHANGE_COST);
    if (left < 0) return at;
    script = next;
  }
  return at;
}

/** Returns the cost of a text, as `endWithin` counts it. */
export function costOf(text: string): number {
  let cost = 0;
  let script = LATIN;
  for (let at = 0; at < text.length; at++) {
    const next = scriptAt(text, at, script);
    cost += costAt(text, at) + (next === script ? 0 : SCRIPT_CHANGE_COST);
    script = next;
  }
  return cost;
}

/** Latin, Greek and Cyrillic. */
const LATIN = 0;
const CHINESE_JAPANESE_KOREAN = 1;
const FIRST_OTHER = 2;

/** Returns the approximate script of a character. Characters with the same result usually share a font. */
function scriptAt(text: string, at: number, before: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x41) return before; // spaces, digits, points
  if (code < OTHER_SCRIPTS) return LATIN;
  if (code >= 0x2000 && code < 0x2070) return before; // dashes, quotation marks, joiners
  if (code >= 0xdc00 && code < 0xe000) return before; // the second half of a surrogate pair
  if ((code >= 0x2e80 && code < 0xd800) || (code >= 0xf900 && code < 0xfb00) || code >= 0xff00)
    return CHINESE_JAPANESE_KOREAN;
  return FIRST_OTHER + (code >> 7);
}

function costAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < OTHER_SCRIPTS ? (TABLE[code] ?? 1) : OTHER_SCRIPT_COST;
}
