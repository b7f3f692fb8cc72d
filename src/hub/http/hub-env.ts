import type { HttpBindings } from '@hono/node-server';
import type { SessionAnswer } from '../accounts/session-answer.ts';
import type { RunGrant } from '../accounts/run-tokens.ts';
import type { AccountRow } from '../db/accounts.ts';
import type { ThreadRow } from '../db/threads.ts';

/** The types of the Hono context that routes receive. */
export interface HubEnv {
  Bindings: HttpBindings;
  Variables: {
    /** The account that sends the request. */
    account: AccountRow;
    /** The session cookie, if a browser sent one. */
    session?: string;
    /** The session cookie that this answer gives to a browser without one. */
    newSession?: string;
    /** Set if the request's session can end while the request is answered. */
    answer?: SessionAnswer;
    /** Set if an agent's process sends the request, with the token of its run. */
    grant: RunGrant | null;
    /** Under `/threads/:thread`: that thread. It belongs to the account. */
    thread: ThreadRow;
    /** Releases the request's place in the admission queue. Call it before a long wait, such as for a model. */
    leaveWork?: () => void;
    /** Whether a page of another, allowed origin sends the request. Its cookies are ignored. */
    foreignOrigin?: boolean;
    /** The address that counts for limits per address. */
    address: string;
    /** Returns the request's body, which is read only once. Set while routes may read the body. */
    readBody?: (() => Promise<string>) | undefined;
  };
}
