import { randomBytes } from 'node:crypto';
import { deleteStaleSessions, insertSession, touchSession, type SessionRow } from '../db/accounts.ts';
import type { Database } from '../db/database.ts';
import { createListeners } from '../async/listeners.ts';
import { digest } from './digest.ts';
import type { GuessLimiter } from './guess-limiter.ts';

/** Time from the last use of a session until it expires, in seconds: the longest time that browsers keep a cookie. */
export const SESSION_SECONDS = 400 * 86_400;

/** Maximum number of sessions cached in memory. */
const REMEMBERED_SESSIONS = 10_000;
/** Interval at which the last use of a cached session is written to the database, in milliseconds. */
const USE_SAVED_EVERY = 3_600_000;
/** The form of a session's secret: 32 bytes in base64url. Other texts are not looked up. */
const SECRET = /^[\w-]{43}$/;

/** The sessions of browsers and of programs. A session is looked up by the digest of its secret: its key. */
export interface Sessions {
  /**
   * Returns the session of a secret, and marks it as used. Returns null if no session has this secret, or if the
   * session has ended.
   * @param address the client's address; unknown secrets are counted per address
   * @throws ApiProblem (429) if the address sends too many unknown secrets
   */
  find(secret: string, address: string): Promise<SessionRow | null>;
  /** Stores a session. If a session with this secret is already stored, that session is not changed. */
  open(secret: string, session: SessionRow): Promise<void>;
  /** Whether the session is cached. */
  isCached(secret: string): boolean;
  /** Ends sessions and their streams. Called for sessions that are no longer stored. */
  end(keys: Iterable<string>): void;
  /** Calls the listener when the session ends. Returns an unsubscribe function. */
  onEnd(secret: string, listener: () => void): () => void;
  /**
   * Returns when a session was last used. This may be later than the stored time.
   * @param stored the stored time of the last use
   */
  lastUse(key: string, stored: Date): Date;
  /** Drops the sessions of these accounts from the cache. */
  forgetAccounts(ids: ReadonlySet<string>): void;
  /** Deletes the sessions that nobody has used for `SESSION_SECONDS`, and ends them. */
  sweep(): Promise<void>;
}

/** A cached session. */
interface Cached {
  readonly session: SessionRow;
  /** The last use, in Unix milliseconds. `savedAt` is the last use that was written to the database. */
  usedAt: number;
  readonly savedAt: number;
}

/** Creates a secret for a session. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of a session's secret. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/**
 * Creates the store of sessions, with an empty cache.
 * @param isValid returns whether a stored session is valid with the tokens that are configured now
 */
export function createSessions(
  db: Database,
  guessLimiter: GuessLimiter,
  isValid: (session: SessionRow) => boolean,
): Sessions {
  const cache = new Map<string, Cached>();
  const endings = createListeners();

  function cacheSession(key: string, session: SessionRow): void {
    if (cache.size >= REMEMBERED_SESSIONS) cache.clear();
    const now = Date.now();
    cache.set(key, { session, usedAt: now, savedAt: now });
  }

  /** Reads a session from the database. Returns null if the session ends meanwhile, so that it is not cached. */
  async function read(key: string): Promise<SessionRow | null> {
    let hasEnded = false;
    const unsubscribe = endings.add(key, () => (hasEnded = true));
    try {
      const session = await touchSession(db, key);
      return hasEnded ? null : session;
    } finally {
      unsubscribe();
    }
  }

  function end(keys: Iterable<string>): void {
    for (const key of keys) {
      cache.delete(key);
      endings.notify(key);
    }
  }

  return {
    async find(secret, address) {
      if (!isSecret(secret)) return null;
      const key = digest(secret);
      const cached = cache.get(key);
      if (cached && isValid(cached.session)) {
        cached.usedAt = Date.now();
        if (cached.usedAt - cached.savedAt < USE_SAVED_EVERY) return cached.session;
      } else guessLimiter.checkLookup(address);
      const session = await read(key);
      if (!session || !isValid(session)) {
        guessLimiter.countWrongSession(address);
        return null;
      }
      cacheSession(key, session);
      return session;
    },

    async open(secret, session) {
      const key = digest(secret);
      await insertSession(db, key, session);
      cacheSession(key, session);
    },

    isCached: (secret) => cache.has(digest(secret)),
    end,
    onEnd: (secret, listener) => endings.add(digest(secret), listener),

    lastUse(key, stored) {
      if (endings.has(key)) return new Date(); // a request or a stream of the session is open
      return new Date(Math.max(stored.getTime(), cache.get(key)?.usedAt ?? 0));
    },

    forgetAccounts(ids) {
      for (const [key, { session }] of cache) if (ids.has(session.account.id)) cache.delete(key);
    },

    async sweep() {
      end(await deleteStaleSessions(db, new Date(Date.now() - SESSION_SECONDS * 1000)));
    },
  };
}
