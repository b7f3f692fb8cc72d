import type { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { HubEnv } from '../hub-env.ts';
import { createMemoryShares } from './memory-shares.ts';

/** An answer that its client has not read to the end. */
interface Unread {
  readonly response: ServerResponse;
  readonly holder: string;
  readonly bytes: number;
}

/** The limits of unread answers. */
export interface UnreadAnswersOptions {
  /** Maximum size of all unread answers together, in bytes. Those of one holder get at most half of it. */
  most: number;
  /** Returns the holder whose share an answer counts in. */
  holderOf: (context: Context<HubEnv>) => string;
}

/** Limits the memory of answers that clients have not read yet. */
export interface UnreadAnswers {
  readonly limit: MiddlewareHandler<HubEnv>;
  /** The size of all unread answers, in bytes. */
  readonly bytes: number;
}

/**
 * Creates the limit. Node buffers an answer until the client has read it, and a client can leave it unread
 * indefinitely. When unread answers use too much memory, the connection of the oldest one is closed. Streams do not
 * count: they are written only as fast as they are read.
 */
export function createUnreadAnswers({ most, holderOf }: UnreadAnswersOptions): UnreadAnswers {
  /** Oldest first. */
  const answers = new Set<Unread>();
  const shares = createMemoryShares();

  function forget(answer: Unread): void {
    if (answers.delete(answer)) shares.add(answer.holder, -answer.bytes);
  }

  function add(answer: Unread): void {
    answers.add(answer);
    shares.add(answer.holder, answer.bytes);
    answer.response.once('close', () => forget(answer));
    makeRoom(answer.holder);
  }

  function makeRoom(holder: string): void {
    for (const answer of answers) {
      const isShareFull = shares.of(holder) > most / 2;
      if (shares.total <= most && !isShareFull) return;
      if (isShareFull && answer.holder !== holder) continue;
      forget(answer);
      answer.response.destroy();
    }
  }

  return {
    get bytes() {
      return shares.total;
    },
    async limit(context, next) {
      await next();
      const { outgoing } = context.env ?? {};
      if (!outgoing || outgoing.headersSent) return; // a stream
      const holder = holderOf(context);
      outgoing.once('prefinish', () => {
        const waiting = outgoing.socket?.writableLength ?? 0; // everything has been written to the socket by now
        if (waiting > 0) add({ response: outgoing, holder, bytes: waiting });
      });
    },
  };
}
