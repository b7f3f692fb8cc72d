import { useState } from 'react';
import { leftOutText, retryText } from '../../client/run-notices.ts';
import type { RetryNotice } from '../../protocol/run-notice.ts';
import { useBrowser } from '../browser/browser-context.ts';
import { useElapsed } from '../runs/use-elapsed.ts';
import { Waiting } from '../runs/pending-reply.tsx';

/** Shown in place of the reply while the request to the model server is being retried. */
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

/** A note that the oldest messages were not sent to the model. */
export function LeftOut({ messages }: { messages: number }) {
  return (
    <div className="dialogue pb-2">
      <p className="text-caption text-muted">{leftOutText(messages)}</p>
    </div>
  );
}
