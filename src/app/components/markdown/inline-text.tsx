import { memo, use, useMemo } from 'react';
import type { Inline } from '../../markdown/document.ts';
import { isLong, piecesOf } from '../../markdown/cut-inline.ts';
import { definedLabels, readInline, type InlineReading } from '../../markdown/read-inline.ts';
import { InlineTokens } from './inline-tokens.tsx';
import { ReferencesContext } from './references-context.ts';

interface InlineTextProps {
  inline: Inline;
}

/**
 * Text with its inline syntax. Only text that may refer to a definition is looked at when there is a new one. Each
 * piece of a long text begins a line, so that the browser, too, lays out only the one that grows.
 */
export const InlineText = memo(function InlineText({ inline }: InlineTextProps) {
  const reading = useMemo(() => (isLong(inline) ? null : readInline(inline)), [inline]);
  if (!reading) {
    return piecesOf(inline).map((piece, index, { length }) => (
      <span key={index} className="piece" data-full={index < length - 1}>
        <InlineText inline={piece} />
      </span>
    ));
  }
  if (reading.labels.length === 0) return <InlineTokens tokens={reading.tokens} />;
  return <ReferringText inline={inline} undefinedReading={reading} />;
});

interface ReferringTextProps extends InlineTextProps {
  /** The text as it reads while none of its labels is defined. */
  undefinedReading: InlineReading;
}

function ReferringText({ inline, undefinedReading }: ReferringTextProps) {
  const { definitions } = use(ReferencesContext);
  const defined = definedLabels(undefinedReading.labels, definitions);
  const tokens = useMemo(
    () => (defined === '' ? undefinedReading.tokens : readInline(inline, definitions).tokens),
    // The definitions are new with each one that is added; what counts is what those of this text say.
    // oxlint-disable-next-line react/exhaustive-deps
    [inline, undefinedReading, defined],
  );
  return <InlineTokens tokens={tokens} />;
}
