/**
 * Matches commands that define other commands. A short definition can expand to more than a page can show, because
 * KaTeX's `maxExpand` limits the number of expansions, but not their length.
 */
const DEFINES = /^\\(?:[gex]?def|(?:re)?newcommand|providecommand|let|futurelet|global|long)$/;
const SIGN = /\\(?:[A-Za-z@]+|[^])|[{}&@]/g;
const OPENING = /^(?:\{|\\begin|\\left)$/;
const CLOSING = /^(?:\}|\\end|\\right)$/;
/** Signs that create cells and rows. Each costs as much as `CELL_COST` letters. */
const CELL = /^(?:&|@|\\\\|\\cr|\\hline|\\newline)$/;
const CELL_COST = 10;

/** Maximum cost of a formula that is rendered. Each character costs 1. */
const MAX_FORMULA_COST = 5_000;
/** Maximum nesting depth of groups. It limits the height of a formula and the depth of its elements. */
const MAX_DEPTH = 50;

/**
 * Estimates the cost of rendering a formula. Each character costs 1. Returns null if the cost is too high or cannot be
 * estimated.
 */
export function formulaCost(tex: string): number | null {
  let cost = tex.length;
  let depth = 0;
  for (const [sign] of tex.matchAll(SIGN)) {
    if (DEFINES.test(sign)) return null;
    if (CELL.test(sign)) cost += CELL_COST;
    if (OPENING.test(sign)) depth += 1;
    else if (CLOSING.test(sign)) depth -= 1;
    if (depth > MAX_DEPTH) return null;
  }
  return cost > MAX_FORMULA_COST ? null : cost;
}
