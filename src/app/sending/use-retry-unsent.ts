import { useEffect } from 'react';
import { useSendingStores } from './sending-context.ts';
import { useAccountEventsStream } from '../tabs/account-events-context.ts';
import { ACCOUNT_EVENT } from '../../protocol/event-names.ts';

/** Sends waiting messages when the hub may be reachable again, and when a run has ended. */
export function useRetryUnsent(): void {
  const { outbox, sender } = useSendingStores();
  const accountEvents = useAccountEventsStream();

  useEffect(() => {
    const flush = () => sender.flush();
    const unsubscribe = accountEvents.subscribe(({ event }) => {
      if (event === 'missed' || event === ACCOUNT_EVENT.runEnded || event === ACCOUNT_EVENT.threadDeleted)
        flush();
    });
    window.addEventListener('online', flush);
    const unwatch = outbox.watchOtherTabs();
    flush();
    return () => {
      sender.pause();
      unsubscribe();
      window.removeEventListener('online', flush);
      unwatch();
    };
  }, [outbox, sender, accountEvents]);
}
