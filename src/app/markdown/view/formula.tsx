import 'katex/dist/katex.css';
import '../../styles/formula.css';
import { renderToString } from 'katex';
import { useEffect, useMemo, useState } from 'react';
import { formulaCost } from '../maths/formula-cost.ts';
import { createTaskBudget } from '../maths/task-budget.ts';
import { texForKatex } from '../maths/tex-for-katex.ts';

interface FormulaProps {
  tex: string;
  /** The formula with its delimiters, shown if KaTeX cannot parse the TeX. */
  written: string;
  /** Whether it is a display formula. */
  isBlock: boolean;
}

/** Maximum number of macro expansions, so that no formula blocks the page for long. */
const MAX_EXPAND = 500;
/** Maximum size that TeX can request, in em. */
const MAX_SIZE = 30;
/** Maximum heights, in em. Taller formulas scroll in their own block. */
const MAX_INLINE_HEIGHT = 12;
const MAX_DISPLAY_HEIGHT = 45;
/** Maximum length of a formula, in characters of TeX. */
const MAX_LENGTH = 5_000;
/**
 * Maximum cost of the formulas that are rendered in one task, as `formulaCost` counts it. It is enough for several
 * pages of ordinary formulas.
 */
const COST_PER_TASK = 5_000;
/** Minimum length of a part that may be wider than a phone, in characters. */
const LONG_PART = 20;

const budget = createTaskBudget(COST_PER_TASK);

/**
 * Renders a formula with KaTeX: as HTML for the screen, and as MathML for screen readers, with the TeX in an
 * `annotation`. If many formulas arrive at the same time, each formula is shown as written until its turn.
 */
export function Formula({ tex, written, isBlock }: FormulaProps) {
  const fitted = useMemo(() => (tex.length > MAX_LENGTH ? null : texForKatex(tex)), [tex]);
  const cost = fitted === null ? null : formulaCost(fitted);
  const isDue = useTurn(cost ?? 0);
  const markup = useMemo(
    () => (isDue && fitted !== null && cost !== null ? markupOf(fitted, isBlock) : null),
    [isDue, fitted, cost, isBlock],
  );
  if (!isDue) return written;
  if (markup === null) return <code>{written}</code>;
  const isTall = heightOf(markup) > (isBlock ? MAX_DISPLAY_HEIGHT : MAX_INLINE_HEIGHT);
  return (
    <span
      key={tex}
      ref={finish}
      className={isTall ? 'tall' : undefined}
      // KaTeX escapes unknown input. Without `trust` it creates no links and loads nothing.
      dangerouslySetInnerHTML={{ __html: markup }}
    />
  );
}

/** Match the heights in the markup of a formula. Each part has a strut, and lines may have margins between them. */
const STRUT = /class="katex-strut" data-style="height:([\d.]+)em/g;
const NEW_LINE = /class="mspace katex-newline"(?: data-style="margin-top:([\d.]+)em)?/;

/** Returns the height of a formula, in em. */
function heightOf(markup: string): number {
  const [first = '', ...rest] = markup.split(NEW_LINE);
  const lines = rest.filter((_, index) => index % 2 === 1);
  const margins = rest.filter((_, index) => index % 2 === 0);
  const heights = [first, ...lines].map((line) =>
    [...line.matchAll(STRUT)].reduce((tallest, [, height]) => Math.max(tallest, Number(height)), 0),
  );
  return [...heights, ...margins.map((margin) => Number(margin ?? 0))].reduce(
    (sum, height) => sum + height,
    0,
  );
}

/**
 * Applies the styles of the markup. The page's content security policy blocks `style` attributes, but not styles that a
 * script sets, so the markup contains the styles as `data-style`. Also wraps the content of long parts, which cannot
 * break. A long part can then scroll as a grid with one item. Such a grid keeps the baseline of its text.
 */
function finish(formula: HTMLElement | null): void {
  if (!formula) return;
  for (const element of formula.querySelectorAll<HTMLElement | SVGElement>('[data-style]')) {
    element.style.cssText = element.dataset['style'] ?? '';
    delete element.dataset['style'];
  }
  for (const part of formula.querySelectorAll('.katex-base')) {
    if (part.textContent.length < LONG_PART) continue;
    const content = document.createElement('span');
    content.append(...part.childNodes);
    part.append(content);
    part.classList.add('long');
  }
}

/** Whether the formula may be rendered now. */
function useTurn(cost: number): boolean {
  const [isDue, setDue] = useState(() => budget.take(cost));
  useEffect(() => (isDue ? undefined : budget.wait(cost, () => setDue(true))), [isDue, cost]);
  return isDue;
}

function markupOf(tex: string, displayMode: boolean): string | null {
  try {
    const markup = renderToString(tex, {
      displayMode,
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      maxExpand: MAX_EXPAND,
      maxSize: MAX_SIZE,
    });
    // KaTeX escapes quotes in text, so this pattern occurs only in tags.
    return markup.replaceAll(' style="', ' data-style="');
  } catch {
    return null;
  }
}
