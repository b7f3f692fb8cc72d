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
/** The length from which a part may be wider than a phone, in characters. */
const LONG_PART = 20;

/**
 * A formula as KaTeX sets it: HTML for the eye; MathML for screen readers, with the TeX in an `annotation`.
 */
export function Formula({ tex, written, isBlock }: FormulaProps) {
  const markup = useMemo(() => markupOf(tex, isBlock), [tex, isBlock]);
  if (markup === null) return <code>{written}</code>;
  // KaTeX escapes what it does not know, and without `trust` makes no links and loads nothing.
  return <span key={tex} ref={finish} dangerouslySetInnerHTML={{ __html: markup }} />;
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
  if (tex.length > LONGEST) return null;
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
