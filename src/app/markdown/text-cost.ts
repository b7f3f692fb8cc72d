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
/** A character beyond Latin, Greek and Cyrillic may need a typeface that has to be looked for. */
const OF_OTHER_SCRIPT = 4;

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
  for (at = start; at < text.length; at++) {
    left -= costAt(text, at);
    if (left < 0) return at;
  }
  return at;
}

/** What a text costs, as `endWithin` counts. */
export function costOf(text: string): number {
  let cost = 0;
  for (let at = 0; at < text.length; at++) cost += costAt(text, at);
  return cost;
}

function costAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < OTHER_SCRIPTS ? (TABLE[code] ?? 1) : OF_OTHER_SCRIPT;
}
