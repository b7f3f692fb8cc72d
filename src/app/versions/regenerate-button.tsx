import { RefreshCw } from 'lucide-react';
import { useRegenerate } from './message-editing.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** Replaces a reply by another one, while no reply is being written. The reply stays as a version. */
export function RegenerateButton({ replyStart }: { replyStart: string }) {
  const regenerate = useRegenerate();
  return (
    <IconButton
      label="Regenerate"
      icon={RefreshCw}
      onClick={() => regenerate?.(replyStart)}
      // Its room is kept, so that no line breaks anew when a run begins or ends.
      style={regenerate ? undefined : { visibility: 'hidden' }}
    />
  );
}
