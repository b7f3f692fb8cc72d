import type { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import type { HubEnv } from '../hub-env.ts';

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
 * An answer is made in one piece, and Node holds of it what its client does not take: for as long as the client likes.
 * Where that is too much, the connection is closed that has waited longest. Streams are not counted: they are written as they
 * are read.
 */
export function createUnreadAnswers({ most, holderOf }: UnreadAnswersOptions): UnreadAnswers {
  /** In the order in which they were given. */
  const answers = new Set<Unread>();
  const byHolder = new Map<string, number>();
  let bytes = 0;

  function change(holder: string, by: number): void {
    bytes += by;
    const rest = (byHolder.get(holder) ?? 0) + by;
    if (rest > 0) byHolder.set(holder, rest);
    else byHolder.delete(holder);
  }

  function forget(answer: Unread): void {
    if (answers.delete(answer)) change(answer.holder, -answer.bytes);
  }

  function add(answer: Unread): void {
    answers.add(answer);
    change(answer.holder, answer.bytes);
    answer.response.once('close', () => forget(answer));
    makeRoom(answer.holder);
  }

  function makeRoom(holder: string): void {
    for (const answer of answers) {
      const isShareFull = (byHolder.get(holder) ?? 0) > most / 2;
      if (bytes <= most && !isShareFull) return;
      if (isShareFull && answer.holder !== holder) continue;
      forget(answer);
      answer.response.destroy();
    }
  }

  return {
    get bytes() {
      return bytes;
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
