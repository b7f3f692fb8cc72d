import { ChevronRight } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useIsOpen } from './open-lines.ts';

interface FoldingLineProps {
  /** Identifies the line in the conversation. */
  lineKey: string;
  label: ReactNode;
  /** Whether it is still going on. */
  isBusy: boolean;
  /** Called when the person opens the line. */
  onOpen?: (() => void) | undefined;
  /** Shown while the line is open. Not rendered while it is closed. */
  children: ReactNode;
}

/** A quiet line that opens to show more. */
export function FoldingLine({ lineKey, label, isBusy, onOpen, children }: FoldingLineProps) {
  const [isOpen, setOpen] = useIsOpen(lineKey);
  const id = useId();

  function toggle(): void {
    if (!isOpen) onOpen?.();
    setOpen(!isOpen);
  }

  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={toggle}
        className="-ml-1.5 flex min-h-7 w-full items-center gap-1.5 rounded-small px-1.5 text-left text-caption text-muted hover:text-ink pointer-coarse:min-h-11"
      >
        <ChevronRight
          aria-hidden="true"
          size={14}
          className={`shrink-0 transition-transform ${isOpen ? 'rotate-90' : ''}`}
        />
        {label}
        {isBusy && (
          <span aria-hidden="true" className="size-1.5 shrink-0 animate-breathe rounded-full bg-accent" />
        )}
      </button>
      {isOpen && (
        <div id={id} className="my-1 border-l-2 border-line py-1 pl-4">
          {children}
        </div>
      )}
    </>
  );
}
