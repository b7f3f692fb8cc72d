import { createStore, type StoreApi } from 'zustand/vanilla';

/** What is said in passing, at the edge of the page. */
export interface ToastMessage {
  title: string;
  /** What else there is to know, such as what to do. */
  description?: string;
  /** `problem`: something went wrong. It stays longer. */
  tone?: 'plain' | 'problem';
  /** What the person can do about it. The toast goes with it. */
  action?: { label: string; onAction: () => void };
  /** Milliseconds that it stays, while nobody points at it or has the focus in it. */
  staysFor?: number;
  /** Hears once that the toast has gone, for whatever reason. */
  onGone?: () => void;
}

/** Takes a toast away; does nothing once it has gone. */
export type CloseToast = () => void;

/** Shows a toast. */
export type PresentToast = (message: ToastMessage) => CloseToast;

/** The toasts of a page. Whoever has something to say says it here; one toaster shows it. */
export interface Toasts extends StoreApi<{ wanted: boolean }> {
  show: PresentToast;
  /** Asks for the toaster, which is in a chunk of its own, before there is anything to show. */
  prepare(): void;
  /** The toaster is there: it gets what waits, and all that comes. Returns what ends that. */
  serve(present: PresentToast): () => void;
}

/** Builds the toasts of a page. They wait until there is a toaster. */
export function createToasts(): Toasts {
  const store = createStore(() => ({ wanted: false }));
  const waiting = new Set<(by: PresentToast) => void>();
  let present: PresentToast | null = null;

  function prepare(): void {
    if (!store.getState().wanted) store.setState({ wanted: true });
  }

  return {
    ...store,
    prepare,
    show(message) {
      let close: CloseToast | null = null;
      const start = (by: PresentToast) => void (close = by(message));
      prepare();
      if (present) start(present);
      else waiting.add(start);
      return () => {
        if (waiting.delete(start)) message.onGone?.();
        else close?.();
      };
    },
    serve(presenter) {
      present = presenter;
      for (const start of waiting) start(presenter);
      waiting.clear();
      return () => {
        if (present === presenter) present = null;
      };
    },
  };
}
