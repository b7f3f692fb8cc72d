import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';

interface CopyButtonProps {
  text: string | (() => string);
  /** What is copied, where that has to be said. The button then has no words of its own. */
  what?: string;
}

const STATES = {
  ready: { icon: Copy, words: 'Copy' },
  copied: { icon: Check, words: 'Copied' },
  failed: { icon: X, words: 'Could not copy' },
};

/** Copies a text as it was written, and says whether it did until the pointer or the focus leaves. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [state, setState] = useState<keyof typeof STATES>('ready');
  const { icon: Icon, words } = STATES[state];

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setState('copied');
    } catch {
      setState('failed'); // forbidden, or not there at all: browsers have no clipboard on plain http
    }
  }

  return (
    <button
      type="button"
      aria-label={what === undefined ? undefined : `${words} ${what}`}
      title={what === undefined ? undefined : `${words} ${what}`}
      onClick={() => void copy()}
      onBlur={() => setState('ready')}
      onPointerLeave={() => setState('ready')}
      className="-mx-1.5 flex h-7 items-center gap-1.5 rounded-small px-1.5 transition-opacity hover:text-ink focus-visible:opacity-100 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100"
    >
      <Icon aria-hidden="true" size={14} />
      {what === undefined && words}
    </button>
  );
}
