import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

interface CopyButtonProps {
  text: string;
}

/** Copies a message as it was written, and says that it did until the pointer or the focus leaves. */
export function CopyButton({ text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }

  return (
    <button
      type="button"
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
      className="-mx-1.5 flex h-7 items-center gap-1.5 rounded-small px-1.5 transition-opacity hover:text-ink focus-visible:opacity-100 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100"
    >
      <Icon aria-hidden="true" size={14} />
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
