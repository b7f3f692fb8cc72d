import { useEffect, useId, useLayoutEffect, useMemo, useReducer, useState } from 'react';
import { createMarkdownReader } from '../markdown-reader.ts';
import { createTextSlicer } from '../text-slicer.ts';
import { Blocks } from './blocks.tsx';
import { Footnotes } from './footnotes.tsx';
import { ReferencesContext, type MessageReferences } from './references-context.ts';

interface MarkdownBodyProps {
  text: string;
  live: boolean;
}

/** Renders markdown. */
export function MarkdownBody({ text, live }: MarkdownBodyProps) {
  const [reader] = useState(createMarkdownReader);
  const idPrefix = useId();
  const shown = useSlices(text);
  const isWhole = !live && shown.length === text.length;
  const { blocks, footnotes, direction } = reader.read(shown, !isWhole);
  const { references } = reader;
  const context = useMemo<MessageReferences>(() => ({ references, idPrefix }), [references, idPrefix]);
  // Texts that were rendered earlier render again if a definition has changed.
  useLayoutEffect(() => references.notify());
  return (
    <ReferencesContext value={context}>
      <div className="prose" dir={direction ?? undefined}>
        <Blocks chunks={blocks} isTop />
        {/* Footnotes appear only when the text is complete, so that the growing text stays last. */}
        {isWhole && <Footnotes footnotes={footnotes} numbers={references.numbers} />}
      </div>
    </ReferencesContext>
  );
}

/** Returns the part of the text to show. A long text that arrives all at once is shown in several tasks. */
function useSlices(text: string): string {
  const [slicer] = useState(createTextSlicer);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const shown = slicer.take(text);
  useEffect(() => {
    if (shown.length === text.length) return;
    const timer = setTimeout(() => {
      slicer.advance();
      renderAgain();
    });
    return () => clearTimeout(timer);
  }, [slicer, shown, text]);
  return shown;
}
