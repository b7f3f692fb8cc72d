import { createContext, use } from 'react';
import type { Account } from '../../protocol/account.ts';

/** Who uses this page. */
export interface SignedIn {
  account: Account;
  /**
   * Signs this browser out, in all of its tabs.
   * @throws an error that says what to do if it is still signed in
   */
  signOut: () => Promise<void>;
}

/** Provided for each account that is shown. */
export const AccountContext = createContext<SignedIn | null>(null);

/** Who uses this page. */
export function useAccount(): SignedIn {
  const signedIn = use(AccountContext);
  if (!signedIn) throw new Error('useAccount needs an AccountContext around it.');
  return signedIn;
}
