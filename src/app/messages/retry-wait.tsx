import { useState } from 'react';
import { retryText } from '../../client/run-notices.ts';
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
