import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useAccount } from './account-context.ts';
import { Button } from '../ui/button.tsx';
import { errorMessage } from '../ui/error-message.ts';

/** The name of the account, and a button to sign out. Empty if the hub requires no sign-in. */
export function AccountRow() {
  const { account, signOut } = useAccount();
  const [isSigningOut, setSigningOut] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (account.sign_in === 'automatic') return null;

  async function onSignOut(): Promise<void> {
    if (isSigningOut) return;
    setSigningOut(true);
    setProblem(null);
    try {
      await signOut();
    } catch (error) {
      setProblem(`You are still signed in. ${errorMessage(error)}`);
      setSigningOut(false);
    }
  }

  return (
    <div className="pb-3">
      <div className="flex items-center gap-2 pl-1">
        <p className="min-w-0 flex-1 truncate text-interface font-medium" title={account.name ?? undefined}>
          <span className="sr-only">Signed in as </span>
          {account.name}
        </p>
        <Button look="quiet" className="-mr-2" onClick={() => void onSignOut()}>
          <LogOut aria-hidden="true" size={14} />
          Sign out
        </Button>
      </div>
      {problem && (
        <p role="alert" className="pt-1 pl-1 text-caption font-medium text-terracotta">
          {problem}
        </p>
      )}
    </div>
  );
}
