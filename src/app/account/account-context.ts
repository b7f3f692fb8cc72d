import type { Account } from '../../protocol/account.ts';
import { createRequiredContext } from '../browser/required-context.ts';

/** The signed-in account, and the actions on it. */
export interface SignedIn {
  account: Account;
  /**
   * Signs this browser out, in all of its tabs.
   * @throws an error if the browser is still signed in; its message says what to do
   */
  signOut: () => Promise<void>;
  /** Deletes what this browser stores for the account: receipts, drafts, unread marks and unsent messages. */
  forgetStored: () => void;
}

/** Provides the account that is shown. Each account has its own provider. */
export const [AccountContext, useAccount] = createRequiredContext<SignedIn>('AccountContext');
