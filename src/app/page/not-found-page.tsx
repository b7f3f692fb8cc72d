import { Link } from 'wouter';

/** Shown if the address does not exist. */
export function NotFoundPage() {
  return (
    <main className="grid h-dvh place-content-center gap-3 bg-paper p-6 text-center">
      <h1 className="font-serif text-title">Page not found</h1>
      <p className="text-muted">There is no page at this address.</p>
      <Link href="/" className="text-accent underline underline-offset-4">
        Start a conversation
      </Link>
    </main>
  );
}
