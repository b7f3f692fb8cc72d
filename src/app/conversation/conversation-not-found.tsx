import { Link } from 'wouter';
import { useAccount } from '../account/account-context.ts';

/** Shown in place of a conversation. The hub does not reveal whether it was deleted or belongs to another account. */
export function ConversationNotFound() {
  const { account } = useAccount();
  const isSignedIn = account.sign_in === 'token';
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,30rem)] place-content-center gap-3 overflow-y-auto p-6 text-center">
      <h2 className="font-serif text-title text-balance">Conversation not found</h2>
      <p className="text-interface text-pretty text-muted">
        It was deleted, or it was started{' '}
        {isSignedIn ? 'by someone with another account' : 'in another browser'}. A link opens a conversation
        only for the {isSignedIn ? 'account' : 'browser'} that started it.
      </p>
      <p className="text-interface text-pretty text-muted">
        {isSignedIn
          ? `You are signed in as ${account.name}. If the conversation is yours, sign in with the token that you used then. `
          : 'If the conversation is yours, open the link in the browser that you used then. '}
        To share a conversation, choose “Export as Markdown” in its menu, then send the file.
      </p>
      <Link href="/" className="justify-self-center text-accent underline underline-offset-4">
        Start a conversation
      </Link>
    </div>
  );
}
