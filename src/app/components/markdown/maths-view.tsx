import { lazy, memo, Suspense } from 'react';

interface MathsViewProps {
  /** TeX. */
  source: string;
  /** It has a line to itself. */
  isBlock: boolean;
  /** Its end has not come yet: then it is shown as it is written. */
  open: boolean;
}

const Formula = lazy(async () => {
  try {
    return { default: (await import('./formula.tsx')).Formula };
  } catch {
    return { default: Source }; // the hub is gone, or has another version now
  }
});

/** A formula. What sets it is loaded when there is a first one; until then, its source. */
export const MathsView = memo(function MathsView({ source, isBlock, open }: MathsViewProps) {
  const written = <Source source={source} />;
  const formula = open ? (
    written
  ) : (
    <Suspense fallback={written}>
      <Formula source={source} isBlock={isBlock} />
    </Suspense>
  );
  return isBlock ? <span className="maths">{formula}</span> : formula;
});

function Source({ source }: { source: string }) {
  return <code data-tex="">{source}</code>;
}
