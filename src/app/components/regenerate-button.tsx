import { RefreshCw } from 'lucide-react';
import { useRegenerate } from '../hooks/message-editing.ts';
import { IconButton } from './ui/icon-button.tsx';

/** Replaces a reply by another one, while no reply is being written. The reply stays as a version. */
export function RegenerateButton({ replyStart }: { replyStart: string }) {
  const regenerate = useRegenerate();
  if (!regenerate) return null;
  return <IconButton label="Regenerate" icon={RefreshCw} onClick={() => regenerate(replyStart)} />;
}
