/**
 * Commands that define others. What a formula defines holds in itself alone, and a few characters of it can stand for
 * more than a page can show: `maxExpand` counts how often commands are replaced, not by how much.
 */
const DEFINES = /^\\(?:[gex]?def|(?:re)?newcommand|providecommand|let|futurelet|global|long)$/;
const SIGN = /\\(?:[A-Za-z@]+|[^])|[{}&@]/g;
const OPENING = /^(?:\{|\\begin|\\left)$/;
const CLOSING = /^(?:\}|\\end|\\right)$/;
/** What makes cells and rows, the elements of which cost as much as so many letters do. */
const CELL = /^(?:&|@|\\\\|\\cr|\\hline|\\newline)$/;
const CELL_COST = 10;

/** The costliest formula that is set, where a character costs 1. */
const COSTLIEST = 5_000;
/** The deepest nesting of groups, so that no formula is taller than any that is meant, or has more elements in each other. */
const DEEPEST = 50;

/** What it takes to set a formula, where a character costs 1; null if it is too much, or more than can be told. */
export function formulaCost(tex: string): number | null {
  let cost = tex.length;
  let depth = 0;
  for (const [sign] of tex.matchAll(SIGN)) {
    if (DEFINES.test(sign)) return null;
    if (CELL.test(sign)) cost += CELL_COST;
    if (OPENING.test(sign)) depth += 1;
    else if (CLOSING.test(sign)) depth -= 1;
    if (depth > DEEPEST) return null;
  }
  return cost > COSTLIEST ? null : cost;
}
