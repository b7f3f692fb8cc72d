import { memo, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Part } from '../chunks.ts';
import type { Inline } from '../document.ts';
import { definedLabels, readInline, type InlineReading } from '../inline/read-inline.ts';
import { InlineTokens } from './inline-tokens.tsx';
import { Parts } from './parts.tsx';
import { ReferencesContext } from './references-context.ts';

interface InlineTextProps {
  inline: Inline;
}

/**
 * Text with inline syntax. When a definition changes, only texts that may refer to it render again. Each piece of a
 * long text is a separate block, so that the browser lays out only the piece that grows.
 */
export const InlineText = memo(function InlineText({ inline }: InlineTextProps) {
  const reading = useMemo(() => (inline.earlier || inline.plain ? null : readInline(inline)), [inline]);
  if (inline.earlier) return <LongText inline={inline} />;
  if (!reading) return inline.source;
  if (reading.labels.length === 0) return <InlineTokens tokens={reading.tokens} />;
  return <ReferringText inline={inline} undefinedReading={reading} />;
});

function LongText({ inline }: InlineTextProps) {
  const { earlier = [], ...last } = inline;
  return (
    <>
      <Parts chunks={earlier} renderPart={renderPieces} />
      <span className="piece">
        <InlineText inline={last} />
      </span>
    </>
  );
}

const renderPieces = (part: Part<Inline>) => <Pieces part={part} />;

const Pieces = memo(function Pieces({ part }: { part: Part<Inline> }) {
  return part.flat().map((piece, index) => (
    <span key={index} className="piece" data-full="true">
      <InlineText inline={piece} />
    </span>
  ));
});

interface ReferringTextProps extends InlineTextProps {
  /** The parsed text while none of its labels is defined. */
  undefinedReading: InlineReading;
}

function ReferringText({ inline, undefinedReading }: ReferringTextProps) {
  const { references } = use(ReferencesContext);
  const { labels } = undefinedReading;
  const subscribe = useCallback(
    (listener: () => void) => references.subscribe(labels, listener),
    [references, labels],
  );
  const defined = useSyncExternalStore(subscribe, () => definedLabels(labels, references.definitions));
  const tokens = useMemo(
    () => (defined === '' ? undefinedReading.tokens : readInline(inline, references.definitions).tokens),
    // `references.definitions` is a new object after each new definition. `defined` shows whether a definition that
    // this text refers to has changed.
    // oxlint-disable-next-line react/exhaustive-deps
    [inline, undefinedReading, defined],
  );
  return <InlineTokens tokens={tokens} />;
}
