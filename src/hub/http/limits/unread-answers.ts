import type { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { HubEnv } from '../hub-env.ts';
import { createMemoryShares } from './memory-shares.ts';

/** An answer that was given, and that its client has not read to the end. */
interface Unread {
  readonly response: ServerResponse;
  readonly holder: string;
  readonly bytes: number;
}

/** What is allowed of the answers that nobody reads. */
export interface UnreadAnswersOptions {
  /** How many bytes they may hold together; those of one holder get no more than half of it. */
  most: number;
  /** Says whose share an answer counts in. */
  holderOf: (context: Context<HubEnv>) => string;
}

/** Bounds the memory of answers that wait for their clients to read them. */
export interface UnreadAnswers {
  readonly bound: MiddlewareHandler<HubEnv>;
  /** How many bytes wait. */
  readonly bytes: number;
}

/**
 * Bounds the answers that clients do not read. Node holds what a client has not read yet, and a client can leave it unread for
 * ever. When the answers hold too much, the connection whose answer has waited longest is closed. Streams do not count: they
 * are written as they are read.
 */
export function createUnreadAnswers({ most, holderOf }: UnreadAnswersOptions): UnreadAnswers {
  /** In the order in which they were given. */
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
    async bound(context, next) {
      await next();
      const { outgoing } = context.env ?? {};
      if (!outgoing || outgoing.headersSent) return; // a stream
      const holder = holderOf(context);
      outgoing.once('prefinish', () => {
        const waiting = outgoing.socket?.writableLength ?? 0; // all has been written, to the socket
        if (waiting > 0) add({ response: outgoing, holder, bytes: waiting });
      });
    },
  };
}
