import { useState } from 'react';
import { leftOutText, retryText } from '../../client/run-notices.ts';
import type { RetryNotice } from '../../protocol/run-notice.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { useElapsed } from '../runs/use-elapsed.ts';
import { Waiting } from '../runs/thinking.tsx';

/** Stands where the message will, while the model server is asked again. */
export function RetryWait({ notice }: { notice: RetryNotice }) {
  const { clock } = useBrowser();
  const [since] = useState(() => clock.now());
  const elapsed = useElapsed(since);
  return (
    <Waiting>
      <span className="text-balance tabular-nums">{retryText(notice, notice.seconds - elapsed)}</span>
    </Waiting>
  );
}

/** Says that the oldest messages were not sent to the model. */
export function LeftOut({ messages }: { messages: number }) {
  return (
    <div className="dialogue pb-2">
      <p className="text-caption text-muted">{leftOutText(messages)}</p>
    </div>
  );
}
