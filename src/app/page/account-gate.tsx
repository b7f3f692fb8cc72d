import { useQuery } from '@tanstack/react-query';
import { lazy, Activity, useEffect, useRef, useState, type ReactNode } from 'react';
import { healthQuery } from '../api/health.ts';
import type { Account } from '../../protocol/account.ts';
import type { PageEnvironment } from './page-environment.ts';
import { useSession } from '../account/use-session.ts';
import { AccountProviders } from './account-providers.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { UnreachablePage } from '../account/unreachable-page.tsx';

const SignInPage = lazy(async () => ({ default: (await import('../account/sign-in-page.tsx')).SignInPage }));

interface AccountGateProps {
  page: PageEnvironment;
  children: ReactNode;
}

/** Loads the account that this browser is signed in to. Then renders the page for the account, or the sign-in page. */
export function AccountGate({ page, children }: AccountGateProps) {
  const control = useSession(page.sessionTabs);
  const { session, error, failed } = control;
  const signedIn = session?.state === 'signed-in';
  // Loaded together with the session: if the practice banner appeared later, it would move the page down.
  const { isPending: hubUnknown } = useQuery(healthQuery);

  // When a session ends without a sign-out, the page of its account stays mounted but hidden, with the unsent text.
  const [shown, setShown] = useState<Account | null>(null);
  const account = signedIn ? session.account : session?.state === 'signed-out' ? null : shown;
  if (account !== shown) setShown(account);

  const frame = useRef<HTMLDivElement>(null);
  const hadToSignIn = useRef(false);
  useEffect(() => {
    if (signedIn && hadToSignIn.current) frame.current?.focus(); // the field that had the focus has been removed
    hadToSignIn.current = session !== undefined && !signedIn;
  }, [session, signedIn]);

  return (
    <>
      {!session && failed && <UnreachablePage error={error} onRetry={control.check} />}
      {session && !signedIn && (
        <LoadBoundary waiting={null}>
          <SignInPage ended={account !== null} onSignIn={control.signIn} />
        </LoadBoundary>
      )}
      {account && !hubUnknown && (
        <Activity key={account.id} mode={signedIn ? 'visible' : 'hidden'}>
          <div ref={frame} tabIndex={-1} className="outline-none">
            <AccountProviders page={page} account={account} control={control}>
              {children}
            </AccountProviders>
          </div>
        </Activity>
      )}
    </>
  );
}
