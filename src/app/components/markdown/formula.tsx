import { renderToString } from 'katex';
import { useMemo } from 'react';

interface FormulaProps {
  /** TeX. */
  source: string;
  /** It has a line to itself. */
  isBlock: boolean;
}

const STYLE = / style="[^"]*"/g;
/** How often a macro may be expanded, so that no formula keeps the page busy. */
const MAX_EXPAND = 500;

/** A formula as MathML, which browsers set and screen readers read; what is no TeX is shown as it is written. */
export function Formula({ source, isBlock }: FormulaProps) {
  const markup = useMemo(() => markupOf(source, isBlock), [source, isBlock]);
  if (markup === null) return <code>{source}</code>;
  // KaTeX escapes what it does not know, and without `trust` makes no links and loads nothing.
  return <span dangerouslySetInnerHTML={{ __html: markup }} />;
}

function markupOf(source: string, displayMode: boolean): string | null {
  try {
    const markup = renderToString(source, {
      displayMode,
      output: 'mathml',
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      maxExpand: MAX_EXPAND,
    });
    return markup.replace(STYLE, ''); // the page's policy allows none
  } catch {
    return null;
  }
}
