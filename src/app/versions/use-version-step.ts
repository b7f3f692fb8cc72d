import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, type MouseEvent } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { loadVersion } from '../api/versions.ts';
import type { VersionStep } from './version-arrival.ts';
import { useVersionArrivalStore } from './version-arrival-context.ts';
import type { StickToBottom } from '../browser/use-stick-to-bottom.ts';

/**
 * Returns functions that load and open another version of a message. `to`: the thread of that version; undefined if
 * there is none.
 */
export function useVersionStep(to: string | undefined, index: number, step: VersionStep) {
  const versionArrival = useVersionArrivalStore();
  const queryClient = useQueryClient();

  return {
    load(): void {
      if (to !== undefined) void loadVersion(queryClient, to, index);
    },
    go(event: MouseEvent<HTMLElement>): void {
      if (to === undefined || isForAnotherTab(event)) return;
      event.preventDefault();
      void goTo(to, event.currentTarget);
    },
  };

  async function goTo(threadId: string, control: HTMLElement): Promise<void> {
    await loadVersion(queryClient, threadId, index);
    if (!control.isConnected) return; // the person has left the page in the meantime
    const { top } = control.getBoundingClientRect();
    versionArrival.setState({ at: { threadId, index, step, top } });
    navigate(`/threads/${threadId}`);
  }
}

/**
 * After a step to another version, scrolls the message to its previous position, and focuses the same button. Other
 * threads open at their end.
 */
export function useVersionArrival(threadId: string | null, { scrollTo }: StickToBottom): void {
  const versionArrival = useVersionArrivalStore();
  useLayoutEffect(() => {
    const { at } = versionArrival.getState();
    if (at === null) return;
    versionArrival.setState({ at: null });
    if (at.threadId !== threadId) return;
    const selector = `[data-versions-at="${at.index}"] [data-step="${at.step}"]`;
    const control = document.querySelector<HTMLElement>(selector);
    if (!control) return;
    control.focus({ preventScroll: true });
    scrollTo(control, at.top);
  }, [versionArrival, threadId, scrollTo]);
}

function isForAnotherTab({ button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return button !== 0 || altKey || ctrlKey || metaKey || shiftKey;
}
