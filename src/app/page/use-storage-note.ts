import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useBrowser } from '../browser/browser-context.ts';
import { useToasts } from '../ui/toasts-context.ts';

const TITLES = {
  full: 'This browser’s storage is full',
  forbidden: 'This browser doesn’t store anything for this page',
} as const;

/** Shows a toast, once, if preferences, drafts and unsent messages will be lost when the page closes. */
export function useStorageNote(): void {
  const { storage } = useBrowser();
  const toasts = useToasts();
  const reason = useStore(storage.problem, (state) => state.reason);
  const wasShown = useRef(false);
  useEffect(() => {
    if (reason === null || wasShown.current) return;
    wasShown.current = true;
    toasts.show({
      title: TITLES[reason],
      description: 'Your choices, drafts and unsent messages last until you close this page.',
    });
  }, [reason, toasts]);
}
