import { RotateCw } from 'lucide-react';
import { Button } from '../ui/button.tsx';

/** Shown if the browser stores no cookies, without which the hub cannot recognize the person. */
export function CookiesBlockedPage() {
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,36rem)] content-center justify-center gap-3 bg-paper p-6 text-center">
      <h1 className="font-serif text-title text-balance">Cookies are blocked</h1>
      <p className="text-interface text-balance text-muted">
        Symposium uses one cookie, to know which conversations are yours. Without it, messages can’t be sent.
        Allow cookies for {location.host} in your browser’s settings, then try again.
      </p>
      <Button look="outline" className="justify-self-center" onClick={() => location.reload()}>
        <RotateCw aria-hidden="true" size={14} />
        Try again
      </Button>
    </main>
  );
}
