import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ToastMessage, Toasts } from './toasts.ts';

/** Time for which a toast stays, in milliseconds. It is long enough to read two lines and to press the button. */
const STAYS = 6_000;
const PROBLEM_STAYS = 15_000;

type Manager = ReturnType<typeof Toast.createToastManager<ToastMessage>>;

interface ToasterProps {
  toasts: Toasts;
}

/**
 * Shows toasts above the composer. Their timers pause while the pointer or the focus is on the toasts. F6 moves the
 * focus there.
 */
export function Toaster({ toasts }: ToasterProps) {
  const [manager] = useState(() => Toast.createToastManager<ToastMessage>());
  return (
    <Toast.Provider toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className="toasts pointer-events-none z-10 flex flex-col items-center gap-2 outline-none">
          <ToastList toasts={toasts} manager={manager} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** Subscribes to the toasts from inside the live region, because screen readers miss toasts that are added before the region exists. */
function ToastList({ toasts, manager }: ToasterProps & { manager: Manager }) {
  const shown = Toast.useToastManager<ToastMessage>().toasts;

  useEffect(
    () =>
      toasts.attach((message) => {
        const id = manager.add({
          title: message.title,
          description: message.description,
          timeout: message.staysFor ?? (message.tone === 'problem' ? PROBLEM_STAYS : STAYS),
          data: message,
          onClose: () => message.onClosed?.(),
        });
        return () => manager.close(id);
      }),
    [toasts, manager],
  );

  return shown.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="pointer-events-auto max-w-full rounded-card border border-line bg-raised shadow-float transition-[opacity,translate] duration-arrival data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex min-h-11 items-center gap-2 py-1.5 pr-1.5 pl-4 text-interface">
        <div className="min-w-0 flex-1">
          <Toast.Title className="line-clamp-2 font-medium break-words" />
          <Toast.Description className="text-caption text-muted" />
        </div>
        {toast.data?.action && <ToastAction message={toast.data} onDone={() => manager.close(toast.id)} />}
        <Toast.Close
          aria-label="Dismiss"
          aria-hidden={false} // the library hides it in collapsed stacks, but these toasts are not stacked
          className="flex size-8 shrink-0 items-center justify-center rounded-full text-muted hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden="true" size={16} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

function ToastAction({ message, onDone }: { message: ToastMessage; onDone: () => void }) {
  function act(): void {
    message.action?.onAction();
    onDone();
  }
  return (
    <Toast.Action
      onClick={act}
      className="h-8 shrink-0 rounded-full px-3 font-semibold text-accent hover:bg-accent-wash"
    >
      {message.action?.label}
    </Toast.Action>
  );
}
