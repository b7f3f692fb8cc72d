import 'katex/dist/katex.css';
import '../../formula.css';
import { renderToString } from 'katex';
import { useMemo } from 'react';
import { texForKatex } from '../../markdown/maths/tex-for-katex.ts';

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
/** The longest formula that is set, in characters of TeX. */
const LONGEST = 5_000;
/** The deepest nesting of groups, so that no formula is taller than any that is meant, or has more elements in each other. */
const DEEPEST = 50;
/** A formula that is taller scrolls in a block of its own, in em: one in a line of text, and a display formula. */
const TALLEST_INLINE = 12;
const TALLEST = 45;
/** The length from which a part may be wider than a phone, in characters. */
const LONG_PART = 20;

/**
 * A formula as KaTeX sets it: HTML for the eye; MathML for screen readers, with the TeX in an `annotation`.
 */
export function Formula({ tex, written, isBlock }: FormulaProps) {
  const markup = useMemo(() => markupOf(tex, isBlock), [tex, isBlock]);
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

const SIGN = /\\(?:begin|left|end|right)(?![A-Za-z])|\\[^]|[{}]/g;
const OPENING = /^(?:\{|\\begin|\\left)$/;
const CLOSING = /^(?:\}|\\end|\\right)$/;

/** How deep groups and environments are nested in a formula. */
function depthOf(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [sign] of tex.matchAll(SIGN)) {
    if (OPENING.test(sign)) depth += 1;
    else if (CLOSING.test(sign)) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
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

function markupOf(tex: string, displayMode: boolean): string | null {
  if (tex.length > LONGEST || depthOf(tex) > DEEPEST) return null;
  try {
    const markup = renderToString(texForKatex(tex), {
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
