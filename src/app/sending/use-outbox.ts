import { useEffect } from 'react';
import { useSendingStores } from './sending-context.ts';
import { useAccountEventsStream } from '../tabs/account-events-context.ts';
import { ACCOUNT_EVENT } from '../../protocol/event-names.ts';

/** Sends what waits as soon as it can be: the hub can be reached again, or a run is over. */
export function useOutbox(): void {
  const { outbox, sender } = useSendingStores();
  const accountEvents = useAccountEventsStream();

  useEffect(() => {
    function onStorage({ key }: StorageEvent): void {
      if (key === outbox.storageKey) outbox.reread();
    }
    const flush = () => sender.flush();
    const unsubscribe = accountEvents.subscribe(({ event }) => {
      if (event === 'missed' || event === ACCOUNT_EVENT.runEnded || event === ACCOUNT_EVENT.threadDeleted)
        flush();
    });
    window.addEventListener('online', flush);
    window.addEventListener('storage', onStorage);
    flush();
    return () => {
      sender.pause();
      unsubscribe();
      window.removeEventListener('online', flush);
      window.removeEventListener('storage', onStorage);
    };
  }, [outbox, sender, accountEvents]);
}
