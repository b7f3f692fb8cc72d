import { useId, useState, type ReactNode } from 'react';

interface DisclosureProps {
  open: string;
  close: string;
  children: ReactNode;
}

/** Content that is shown on demand. While it is closed it is not rendered. */
export function Disclosure({ open, close, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        className="min-h-6 text-accent underline decoration-1 underline-offset-4 hover:decoration-2"
      >
        {isOpen ? close : open}
      </button>
      {isOpen && (
        <div id={id} className="basis-full border-l-2 border-line py-1 pl-4">
          {children}
        </div>
      )}
    </>
  );
}
