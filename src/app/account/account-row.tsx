import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useAccount } from './account-context.ts';
import { Button } from '../ui/button.tsx';
import { errorMessage } from '../ui/error-message.ts';

/** Who is signed in, and the way out. Where nobody had to sign in there is nothing to say. */
export function AccountRow() {
  const { account, signOut } = useAccount();
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (account.sign_in === 'automatic') return null;

  async function leave(): Promise<void> {
    if (leaving) return;
    setLeaving(true);
    setProblem(null);
    try {
      await signOut();
    } catch (error) {
      setProblem(`You are still signed in. ${errorMessage(error)}`);
      setLeaving(false);
    }
  }

  return (
    <div className="pb-3">
      <div className="flex items-center gap-2 pl-1">
        <p className="min-w-0 flex-1 truncate text-interface font-medium" title={account.name ?? undefined}>
          <span className="sr-only">Signed in as </span>
          {account.name}
        </p>
        <Button look="quiet" className="-mr-2" onClick={() => void leave()}>
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
