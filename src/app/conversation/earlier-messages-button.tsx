import { useCallback, type RefCallback } from 'react';
import type { EarlierMessages } from './use-earlier-messages.ts';
import { Button } from '../ui/button.tsx';
import { NearViewport } from '../ui/near-viewport.tsx';

/** The distance at which the next page is requested, so that it has arrived when the person scrolls there. */
const LOAD_AHEAD = '2000px 0px 0px 0px';

interface EarlierMessagesButtonProps {
  earlier: EarlierMessages;
  /** Changes with each page that has been loaded. */
  page: string;
  /** Called when the button is removed while it has the focus. */
  onFocusLost: () => void;
}

/**
 * Shown above the messages while there are earlier ones. These load when the button is pressed or is almost in view.
 */
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
        {/* An observer does not fire again while its target stays in view. So each page gets a new observer. */}
        <NearViewport
          key={page}
          within='[role="log"]'
          margin={LOAD_AHEAD}
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
