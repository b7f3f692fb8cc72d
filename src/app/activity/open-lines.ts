import { useState } from 'react';
import { createRequiredContext } from '../browser/required-context.ts';

/**
 * The keys of the lines that are open in a conversation. A line that is mounted again stays open: its place changes when
 * its message appears, and its content comes from elsewhere when this tab no longer follows the run.
 */
const [OpenLinesContext, useOpenLines] = createRequiredContext<Set<string>>('OpenLinesContext');

export { OpenLinesContext };

/** Returns whether a line is open, and a function that opens or closes it. */
export function useIsOpen(key: string): [isOpen: boolean, setOpen: (isOpen: boolean) => void] {
  const openLines = useOpenLines();
  const [isOpen, setOpen] = useState(() => openLines.has(key));
  return [
    isOpen,
    (opens) => {
      if (opens) openLines.add(key);
      else openLines.delete(key);
      setOpen(opens);
    },
  ];
}
