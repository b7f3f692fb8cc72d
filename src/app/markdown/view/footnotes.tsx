import { memo, use, useEffect, useState, type MouseEvent } from 'react';
import { directionOfBlocks } from '../direction.ts';
import type { FootnoteBody } from '../document.ts';
import type { FootnoteNumbers } from '../references/footnote-numbers.ts';
import { Blocks } from './blocks.tsx';
import { followInMessage } from './footnote-call.tsx';
import { ReferencesContext } from './references-context.ts';

/** Number of footnotes that are added in one task. */
const STEP = 240;

interface FootnotesProps {
  footnotes: readonly FootnoteBody[];
  numbers: FootnoteNumbers;
}

/** The footnotes that the text refers to, in the order of their numbers. */
export const Footnotes = memo(function Footnotes({ footnotes, numbers }: FootnotesProps) {
  const shown = useGradually(numbers.size);
  if (numbers.size === 0) return null;
  const byLabel = new Map(footnotes.map((footnote) => [footnote.label, footnote]));
  return (
    <section aria-label="Footnotes" className="footnotes">
      <ol>
        {[...numbers].slice(0, shown).map(([label, number]) => {
          const footnote = byLabel.get(label);
          return footnote && <Footnote key={label} footnote={footnote} number={number} />;
        })}
      </ol>
    </section>
  );
});

interface FootnoteProps {
  footnote: FootnoteBody;
  number: number;
}

const Footnote = memo(function Footnote({ footnote, number }: FootnoteProps) {
  const { idPrefix } = use(ReferencesContext);
  const direction = directionOfBlocks(footnote.blocks) ?? undefined;
  return (
    // The footnote gets the focus when a person follows its number.
    <li id={`${idPrefix}note-${number}`} data-note={number} tabIndex={-1} dir={direction}>
      <Blocks chunks={footnote.blocks} />
      <a href={`#${idPrefix}call-${number}`} aria-label={`Back to reference ${number}`} onClick={goToCall}>
        ↩︎
      </a>
    </li>
  );
});

function goToCall(event: MouseEvent<HTMLAnchorElement>): void {
  const note = event.currentTarget.closest<HTMLElement>('[data-note]');
  followInMessage(event, `[data-call="${note?.dataset['note']}"]`);
}

/**
 * Returns the number of items to show. A large number is reached in several tasks, so that no task blocks the page for
 * long.
 */
function useGradually(total: number): number {
  const [limit, setLimit] = useState(STEP);
  useEffect(() => {
    if (limit >= total) return;
    const timer = setTimeout(() => setLimit(limit + STEP));
    return () => clearTimeout(timer);
  }, [limit, total]);
  return Math.min(limit, total);
}
