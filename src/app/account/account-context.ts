import type { Account } from '../../protocol/account.ts';
import { createRequiredContext } from '../browser/required-context.ts';

/** The signed-in account, and what the page can do with it. */
export interface SignedIn {
  account: Account;
  /**
   * Signs this browser out, in all of its tabs.
   * @throws an error that says what to do if it is still signed in
   */
  signOut: () => Promise<void>;
  /** Deletes what this browser stores for the account: receipts, drafts, unread marks and unsent messages. */
  forgetStored: () => void;
}

/** Provided for each account that is shown. */
export const [AccountContext, useAccount] = createRequiredContext<SignedIn>('AccountContext');
