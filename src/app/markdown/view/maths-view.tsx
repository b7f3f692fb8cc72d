import { lazy, memo, Suspense } from 'react';

interface MathsViewProps {
  tex: string;
  /** The formula with its delimiters, shown until KaTeX is loaded, and if KaTeX cannot parse the TeX. */
  written: string;
  /** Whether it is a display formula. */
  isBlock: boolean;
}

const Formula = lazy(async () => {
  try {
    return { default: (await import('./formula.tsx')).Formula };
  } catch {
    return { default: Written }; // the server cannot be reached or has been updated
  }
});

/** A formula. KaTeX, its styles and its fonts are loaded with the first formula. */
export const MathsView = memo(function MathsView({ tex, written, isBlock }: MathsViewProps) {
  const formula = (
    <Suspense fallback={written}>
      <Formula tex={tex} written={written} isBlock={isBlock} />
    </Suspense>
  );
  return isBlock ? (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
    <span className="maths" tabIndex={0} dir="ltr">
      {formula}
    </span>
  ) : (
    <span className="formula" dir="ltr">
      {formula}
    </span>
  );
});

function Written({ written }: { written: string }) {
  return <>{written}</>;
}
