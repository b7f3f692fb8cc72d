import { createStore, type StoreApi } from 'zustand/vanilla';

/** A short message at the edge of the page. */
export interface ToastMessage {
  title: string;
  /** Details, for example what to do. */
  description?: string;
  /** `problem` is for errors. It stays longer. */
  tone?: 'plain' | 'problem';
  /** A button. Pressing it closes the toast. */
  action?: { label: string; onAction: () => void };
  /**
   * Time for which the toast stays, in milliseconds. Time with the pointer or the focus on the toast does not count.
   */
  staysFor?: number;
  /** Called once when the toast has closed, for any reason. */
  onClosed?: () => void;
}

/** Closes a toast; does nothing if it has closed already. */
export type CloseToast = () => void;

/** Shows a toast. */
export type PresentToast = (message: ToastMessage) => CloseToast;

/** The toasts of a page: any component adds toasts here, and one toaster shows them. */
export interface Toasts extends StoreApi<{ wanted: boolean }> {
  show: PresentToast;
  /** Loads the toaster before there is a toast to show. */
  preload(): void;
  /**
   * Called by the toaster when it has loaded. `present` gets the waiting toasts and all later toasts. Returns an
   * unsubscribe function.
   */
  attach(present: PresentToast): () => void;
}

/** Creates the toasts of a page. Toasts wait until the toaster has loaded. */
export function createToasts(): Toasts {
  const store = createStore(() => ({ wanted: false }));
  const waiting = new Set<(by: PresentToast) => void>();
  let presenter: PresentToast | null = null;

  function preload(): void {
    if (!store.getState().wanted) store.setState({ wanted: true });
  }

  return {
    ...store,
    preload,
    show(message) {
      let close: CloseToast | null = null;
      const start = (by: PresentToast) => void (close = by(message));
      preload();
      if (presenter) start(presenter);
      else waiting.add(start);
      return () => {
        if (waiting.delete(start)) message.onClosed?.();
        else close?.();
      };
    },
    attach(newPresenter) {
      presenter = newPresenter;
      for (const start of waiting) start(newPresenter);
      waiting.clear();
      return () => {
        if (presenter === newPresenter) presenter = null;
      };
    },
  };
}
