import { useCallback, type RefCallback } from 'react';
import type { EarlierMessages } from './use-earlier-messages.ts';
import { Button } from '../ui/button.tsx';
import { NearViewport } from '../ui/near-viewport.tsx';

/** So far ahead of a person who scrolls up the next page is asked for: it has come before they are there. */
const AHEAD = '2000px 0px 0px 0px';

interface EarlierMessagesButtonProps {
  earlier: EarlierMessages;
  /** Changes with each page that has come. */
  page: string;
  /** Takes the focus when this goes and has it. */
  onFocusLost: () => void;
}

/** Stands before the messages while there are others: they come when this is near, or asked for by it. */
export function EarlierMessagesButton({ earlier, page, onFocusLost }: EarlierMessagesButtonProps) {
  const { loading, error, load } = earlier;
  const button: RefCallback<HTMLButtonElement> = useCallback(
    (node) => () => {
      if (node && node === document.activeElement) onFocusLost();
    },
    [onFocusLost],
  );

  return (
    <div className="dialogue pb-4">
      <div className="relative flex min-h-9 flex-wrap items-center gap-x-4 gap-y-2">
        {/* An observer that has seen something tells nothing more while it stays in view: a new one does. */}
        <NearViewport
          key={page}
          within='[role="log"]'
          margin={AHEAD}
          onNear={() => !loading && !error && load()}
        />
        <Button ref={button} look="outline" aria-disabled={loading} onClick={loading ? undefined : load}>
          {loading ? 'Loading earlier messages' : 'Load earlier messages'}
        </Button>
        {error && (
          <p role="alert" className="text-interface text-terracotta">
            Couldn’t load earlier messages. {error.message}
          </p>
        )}
      </div>
    </div>
  );
}
