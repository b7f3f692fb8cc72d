import type { HttpBindings } from '@hono/node-server';
import type { SessionAnswer } from '../accounts/session-answer.ts';
import type { RunGrant } from '../accounts/run-tokens.ts';
import type { AccountRow } from '../db/accounts.ts';
import type { ThreadRow } from '../db/threads.ts';

/** What the hub's routes find in their context. */
export interface HubEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Who asks. */
    account: AccountRow;
    /** The cookie that says so, where a browser brings one. */
    session?: string;
    /** The cookie that a browser without one is given with this answer. */
    newSession?: string;
    /** Set where the request's session can end while it is answered. */
    answer?: SessionAnswer;
    /** Set where an agent's process asks, with its run's token. */
    grant: RunGrant | null;
    /** Under `/threads/:thread`: that thread, which is the account's. */
    thread: ThreadRow;
    /** Gives the request's place at work to the next one: to be called before it waits for somebody else, such as a model. */
    leaveWork?: () => void;
    /** Whether a page of another origin asks, which may: its cookies do not count. */
    foreignOrigin?: boolean;
    /** The address that the limits per address count the request under. */
    address: string;
    /** Reads the request's body, at most once; set while a route may ask for it. */
    readBody?: (() => Promise<string>) | undefined;
  };
}
