import { randomBytes } from 'node:crypto';
import { deleteStaleSessions, insertSession, touchSession, type SessionRow } from '../db/accounts.ts';
import type { Database } from '../db/database.ts';
import { createListeners } from '../async/listeners.ts';
import { digest } from './digest.ts';
import type { GuessLimiter } from './guess-limiter.ts';

/** How long a session lasts after its last use, in seconds: the longest that browsers keep a cookie. */
export const SESSION_SECONDS = 400 * 86_400;

/** How many sessions are cached in memory. */
const REMEMBERED_SESSIONS = 10_000;
/** How often the last use of a cached session is written to the database, in milliseconds. */
const USE_SAVED_EVERY = 3_600_000;
/** The secret of a session: 32 bytes in base64url. Nothing else is looked up. */
const SECRET = /^[\w-]{43}$/;

/** The sessions of browsers and of programs. A session is looked up by the digest of its secret: its key. */
export interface Sessions {
  /**
   * The session of a secret, marked as used; null if there is none, or if it has ended.
   * @param address where the request is from; unknown secrets are counted by it
   * @throws ApiProblem (429) if the address sends too many unknown secrets
   */
  find(secret: string, address: string): Promise<SessionRow | null>;
  /** Stores a session. A session with this secret that is stored already stays as it is. */
  open(secret: string, session: SessionRow): Promise<void>;
  /** Whether the session is cached. */
  isCached(secret: string): boolean;
  /** Called for sessions that are no longer stored: ends everything that is open on them. */
  end(keys: Iterable<string>): void;
  /** Calls the listener when the session ends. Returns an unsubscribe function. */
  onEnd(secret: string, listener: () => void): () => void;
  /**
   * When a session was last used, which may be later than what is stored.
   * @param stored the time that is stored
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
  /** When it was last used, and when its last use was last written, in Unix milliseconds. */
  usedAt: number;
  readonly savedAt: number;
}

/** A new secret, for a session. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of a session's secret. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/**
 * Creates the store of sessions, with an empty cache.
 * @param isValid whether a stored session counts with the tokens that the hub has now
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

  /** Reads the session from the database. If it ends meanwhile, it must not get into the cache. */
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
      if (endings.has(key)) return new Date(); // a request or a stream of it is open
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
