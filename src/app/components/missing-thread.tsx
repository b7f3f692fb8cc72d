import { Link } from 'wouter';

/** Stands where a conversation would, which the hub does not have. */
export function MissingThread() {
  return (
    <div className="grid min-h-0 flex-1 place-content-center gap-3 overflow-y-auto p-6 text-center">
      <h2 className="font-serif text-title text-balance">This conversation is not here</h2>
      <p className="text-interface text-balance text-muted">
        It was deleted, or it belongs to another account.
      </p>
      <Link href="/" className="justify-self-center text-accent underline underline-offset-4">
        Start a conversation
      </Link>
    </div>
  );
}
