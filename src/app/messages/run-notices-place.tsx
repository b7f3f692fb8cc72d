import { lazy, Suspense } from 'react';
import type { RetryNotice } from '../../protocol/run-notice.ts';
import { Thinking } from '../runs/thinking.tsx';

// Few conversations have any.
const load = () => import('./run-notices.tsx');
const RetryWait = lazy(async () => ({ default: (await load()).RetryWait }));
const LeftOut = lazy(async () => ({ default: (await load()).LeftOut }));

/** What stands where the message will, while the model server is asked again. */
export function RetryPlace({ notice }: { notice: RetryNotice }) {
  return (
    <Suspense fallback={<Thinking writing={false} since={null} />}>
      <RetryWait notice={notice} />
    </Suspense>
  );
}

/** What stands in a turn whose run did not send the oldest messages to the model. */
export function LeftOutPlace({ messages }: { messages: number }) {
  return (
    <Suspense>
      <LeftOut messages={messages} />
    </Suspense>
  );
}
