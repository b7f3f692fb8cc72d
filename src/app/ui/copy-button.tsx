import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';
import { writeClipboard } from '../clipboard/copying.ts';
import type { Copied } from '../clipboard/write-clipboard.ts';
import { IconButton } from './icon-button.tsx';

interface CopyButtonProps {
  /** Returns the content to copy. Called when the button is pressed. */
  content: () => Copied;
  /** The name of the copied content, for example `message`. */
  what: string;
  /**
   * True if the button is always visible. Otherwise, with a mouse, it is visible only while the pointer or the focus is
   * on the copied message or block.
   */
  steady?: boolean;
}

/** A button that copies content. It shows the result until the pointer or the focus leaves the button. */
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
