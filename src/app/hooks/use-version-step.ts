import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, type MouseEvent } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadVersion } from '../api/versions.ts';
import { useServices } from './services.ts';
import type { StickToBottom } from './use-stick-to-bottom.ts';

/** Which way a person goes among the versions of a message. */
export type VersionStep = 'previous' | 'next';

/** A version that a person goes to: there they find the message where it was, and the focus where they had it. */
interface Arrival {
  threadId: string;
  /** How many messages stand before the one that has versions. */
  index: number;
  step: VersionStep;
  /** Where the control was that they used, in pixels from the top of the page. */
  top: number;
}

/** Where a person is about to arrive; null: nowhere. */
export type VersionArrival = StoreApi<{ readonly at: Arrival | null }>;

/** Nobody has gone to another version yet. */
export function createVersionArrival(): VersionArrival {
  return createStore(() => ({ at: null }));
}

/** What goes to another version of a message, once that has been loaded. Undefined: there is none. */
export function useVersionStep(to: string | undefined, index: number, step: VersionStep) {
  const { versionArrival } = useServices();
  const queryClient = useQueryClient();

  return {
    load(): void {
      if (to !== undefined) void loadVersion(queryClient, to, index);
    },
    go(event: MouseEvent<HTMLElement>): void {
      if (to === undefined || isForAnotherTab(event)) return;
      event.preventDefault();
      const control = event.currentTarget;
      void loadVersion(queryClient, to, index).then(() => {
        if (!control.isConnected) return; // the person is somewhere else by now
        const { top } = control.getBoundingClientRect();
        versionArrival.setState({ at: { threadId: to, index, step, top } });
        navigate(`/threads/${to}`);
      });
    },
  };
}

/** Puts a thread that a person goes to as a version where they expect it. Otherwise it opens at its end. */
export function useVersionArrival(threadId: string | null, { scrollTo }: StickToBottom): void {
  const { versionArrival } = useServices();
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
