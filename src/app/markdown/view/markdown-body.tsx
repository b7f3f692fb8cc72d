import { useEffect, useId, useLayoutEffect, useMemo, useReducer, useState } from 'react';
import { sourcesOf, withMarks } from '../../../client/cited-text.ts';
import { markdownMark } from '../../../client/source-list.ts';
import { citationsIn } from '../../../protocol/url-citation.ts';
import { createMarkdownReader } from '../markdown-reader.ts';
import { createTextSlicer } from '../text-slicer.ts';
import { Blocks } from './blocks.tsx';
import { Footnotes } from './footnotes.tsx';
import { Sources } from './sources.tsx';
import { SourcesContext } from './sources-context.ts';
import { ReferencesContext, type MessageReferences } from './references-context.ts';

interface MarkdownBodyProps {
  text: string;
  live: boolean;
  /** The annotations of the message, as the server sends them. */
  annotations: unknown;
}

/** Renders markdown, and the sources of the message below it. */
export function MarkdownBody({ text: written, live, annotations }: MarkdownBodyProps) {
  const [reader] = useState(createMarkdownReader);
  const idPrefix = useId();
  const citations = useMemo(() => citationsIn(annotations), [annotations]);
  const sources = useMemo(() => sourcesOf(citations), [citations]);
  // Marks appear only when the text is complete, so that no text moves while it is read.
  const text = useMemo(
    () => (live ? written : withMarks(written, citations, markdownMark)),
    [live, written, citations],
  );
  const shown = useSlices(text);
  const isWhole = !live && shown.length === text.length;
  const { blocks, footnotes, direction } = reader.read(shown, !isWhole);
  const { references } = reader;
  const context = useMemo<MessageReferences>(() => ({ references, idPrefix }), [references, idPrefix]);
  // Texts that were rendered earlier render again if a definition has changed.
  useLayoutEffect(() => references.notify());
  return (
    <ReferencesContext value={context}>
      <SourcesContext value={sources}>
        <div className="prose" dir={direction ?? undefined}>
          <Blocks chunks={blocks} isTop />
          {/* Footnotes appear only when the text is complete, so that the growing text stays last. */}
          {isWhole && <Footnotes footnotes={footnotes} numbers={references.numbers} />}
        </div>
        <Sources />
      </SourcesContext>
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
