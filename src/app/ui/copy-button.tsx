import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';
import { writeClipboard } from '../clipboard/copying.ts';
import type { Copied } from '../clipboard/write-clipboard.ts';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  /** Gives what is copied, once it is. */
  content: () => Copied;
  /** What that is, as in `message`. */
  what: string;
  /** It is always seen; otherwise, with a mouse, when one is at what it copies. */
  steady?: boolean;
}

/** Copies something, and says whether it did until the pointer or the focus leaves. */
export function CopyButton({ content, what, steady = false }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const shown = {
    ready: { icon: Copy, label: `Copy ${what}` },
    copied: { icon: Check, label: `Copied ${what}` },
    failed: { icon: X, label: `Couldn’t copy ${what}` },
  }[state];

  async function copy(): Promise<void> {
    try {
      await writeClipboard(content());
      setState('copied');
    } catch {
      setState('failed'); // the browser allows no page to copy
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
