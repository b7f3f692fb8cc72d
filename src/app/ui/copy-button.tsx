import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';
import { writeClipboard } from '../clipboard/copying.ts';
import type { Copied } from '../clipboard/write-clipboard.ts';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  /** Returns what to copy. Called when the button is pressed. */
  content: () => Copied;
  /** Names what is copied, for example `message`. */
  what: string;
  /** Always visible. Otherwise, with a mouse, it is visible only while the pointer is over what it copies. */
  steady?: boolean;
}

/** Copies something. It shows the result until the pointer or the focus leaves. */
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
      setState('failed'); // the browser does not allow pages to copy
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
