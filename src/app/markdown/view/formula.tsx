import 'katex/dist/katex.css';
import '../../styles/formula.css';
import { renderToString } from 'katex';
import { useEffect, useMemo, useState } from 'react';
import { formulaCost } from '../maths/formula-cost.ts';
import { createTaskBudget } from '../maths/task-budget.ts';
import { texForKatex } from '../maths/tex-for-katex.ts';

interface FormulaProps {
  tex: string;
  /** With its delimiters; shown if KaTeX cannot read the TeX. */
  written: string;
  /** A display formula. */
  isBlock: boolean;
}

/** The largest number of macro expansions, so that no formula keeps the page busy. */
const MAX_EXPAND = 500;
/** The largest size that TeX can request, in em. */
const MAX_SIZE = 30;
/** A formula that is taller scrolls in a block of its own, in em: one in a line of text, and a display formula. */
const TALLEST_INLINE = 12;
const TALLEST = 45;
/** The longest formula that is looked at, in characters of TeX. */
const LONGEST = 5_000;
/** How much is set in one task, as `formulaCost` counts: some pages of ordinary formulas, or one that is very long. */
const PER_TASK = 5_000;
/** The length from which a part may be wider than a phone, in characters. */
const LONG_PART = 20;

const turns = createTaskBudget(PER_TASK);

/**
 * A formula as KaTeX sets it: HTML for the eye; MathML for screen readers, with the TeX in an `annotation`. It is shown as
 * it is written while many others that came at the same time are set.
 */
export function Formula({ tex, written, isBlock }: FormulaProps) {
  const fitted = useMemo(() => (tex.length > LONGEST ? null : texForKatex(tex)), [tex]);
  const cost = fitted === null ? null : formulaCost(fitted);
  const isDue = useTurn(cost ?? 0);
  const markup = useMemo(
    () => (isDue && fitted !== null && cost !== null ? markupOf(fitted, isBlock) : null),
    [isDue, fitted, cost, isBlock],
  );
  if (!isDue) return written;
  if (markup === null) return <code>{written}</code>;
  const isTall = heightOf(markup) > (isBlock ? TALLEST : TALLEST_INLINE);
  return (
    <span
      key={tex}
      ref={finish}
      className={isTall ? 'tall' : undefined}
      // KaTeX escapes what it does not know, and without `trust` makes no links and loads nothing.
      dangerouslySetInnerHTML={{ __html: markup }}
    />
  );
}

/** What makes a formula tall: each of its parts has a strut, and between its lines there may be a margin. */
const STRUT = /class="katex-strut" data-style="height:([\d.]+)em/g;
const NEW_LINE = /class="mspace katex-newline"(?: data-style="margin-top:([\d.]+)em)?/;

/** How tall a formula is, in em. */
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
 * Applies the styles of the markup. The page's content security policy blocks `style` attributes, but not styles that
 * a script sets, so the markup carries them as `data-style`. Also wraps the content of long parts, which cannot break:
 * the part can then scroll as a grid with one item, which keeps the baseline of its text.
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

/** Whether it may be done by now. */
function useTurn(cost: number): boolean {
  const [isDue, setDue] = useState(() => turns.take(cost));
  useEffect(() => (isDue ? undefined : turns.wait(cost, () => setDue(true))), [isDue, cost]);
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
    // In text KaTeX escapes quotes: this is in tags only.
    return markup.replaceAll(' style="', ' data-style="');
  } catch {
    return null;
  }
}
