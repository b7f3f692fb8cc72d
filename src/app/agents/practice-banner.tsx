import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { healthQuery } from '../api/health.ts';
import { usePreference } from '../preferences/use-preferences.ts';
import { Button } from '../ui/button.tsx';

/**
 * A note that no real model is connected. It is shown until the person dismisses it. The settings also explain how to
 * connect a model.
 */
export function PracticeBanner() {
  const { data: health } = useQuery(healthQuery);
  const [isShown, setShown] = usePreference('showPracticeNote');
  if (!isShown || health?.model.provider !== 'practice') return null;

  function close(): void {
    setShown(false);
    document.querySelector('main')?.focus(); // the button that had the focus has been removed
  }

  return (
    <aside
      aria-label="Practice model"
      className="flex items-center gap-2 border-b border-line bg-accent-wash py-1 pr-2 pl-4 text-caption text-ink md:pl-6"
    >
      <p className="min-w-0 flex-1 py-1 text-pretty">
        You’re talking to the built-in practice model.{' '}
        {/* Hidden on phones: it would fill three lines, and the server is configured elsewhere. */}
        <span className="max-md:hidden">
          <PracticeHint />
        </span>
      </p>
      <Button
        look="quiet"
        shape="round"
        className="size-8!"
        aria-label="Dismiss"
        title="Dismiss"
        onClick={close}
      >
        <X aria-hidden="true" size={16} />
      </Button>
    </aside>
  );
}

/** Explains how to connect a real model in place of the practice model. */
export function PracticeHint() {
  return (
    <>
      To connect a real one, set <Variable>MODEL_BASE_URL</Variable>, <Variable>MODEL_API_KEY</Variable> and{' '}
      <Variable>MODEL_NAME</Variable>, then restart the server.
    </>
  );
}

function Variable({ children }: { children: string }) {
  return <code className="font-mono text-[0.92em]">{children}</code>;
}
