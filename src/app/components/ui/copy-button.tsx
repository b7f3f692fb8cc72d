import { Check, Copy, X, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  text: string | (() => string);
  /** What is copied, as in `message`, or as what, as in `as Markdown`. */
  what: string;
  icon?: LucideIcon;
  /** It is always seen; otherwise, with a mouse, when one is at what it copies. */
  steady?: boolean;
}

/** Copies a text, and says whether it did until the pointer or the focus leaves. */
export function CopyButton({ text, what, icon = Copy, steady = false }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const shown = {
    ready: { icon, label: `Copy ${what}` },
    copied: { icon: Check, label: `Copied ${what}` },
    failed: { icon: X, label: `Could not copy ${what}` },
  }[state];

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setState('copied');
    } catch {
      setState('failed'); // forbidden, or not there at all: browsers have no clipboard on plain http
    }
  }

  return (
    <IconButton
      {...shown}
      steady={steady}
      onClick={() => void copy()}
      onBlur={() => setState('ready')}
      onPointerLeave={() => setState('ready')}
    />
  );
}
