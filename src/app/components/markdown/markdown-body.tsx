import { useId, useMemo, useState } from 'react';
import { createMarkdownReader } from '../../markdown/create-markdown-reader.ts';
import { Blocks } from './blocks.tsx';
import { Footnotes } from './footnotes.tsx';
import { ReferencesContext, type References } from './references-context.ts';
import { useSlices } from './use-slices.ts';

interface MarkdownBodyProps {
  text: string;
  live: boolean;
}

/** Markdown as it is shown. */
export function MarkdownBody({ text, live }: MarkdownBodyProps) {
  const [reader] = useState(createMarkdownReader);
  const idPrefix = useId();
  const shown = useSlices(text);
  const isWhole = !live && shown.length === text.length;
  const { blocks, definitions, footnotes, numbers, direction } = reader.read(shown, !isWhole);
  const references = useMemo<References>(
    () => ({ definitions, numbers, idPrefix }),
    [definitions, numbers, idPrefix],
  );
  return (
    <ReferencesContext value={references}>
      <div className="prose" dir={direction ?? undefined}>
        <Blocks chunks={blocks} isTop />
        {/* At the end, once there is one: the text that is being written stays the last thing in view. */}
        {isWhole && <Footnotes footnotes={footnotes} numbers={numbers} />}
      </div>
    </ReferencesContext>
  );
}
