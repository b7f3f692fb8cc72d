import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { serverBusy } from '../../errors/refused-error.ts';
import type { HubEnv } from '../hub-env.ts';
import type { BodyBudget, BodyShare } from './body-budget.ts';

/**
 * Grace period before the minimum rate applies, in milliseconds, and the minimum rate, in bytes per millisecond.
 */
const GRACE_PERIOD = 15_000;
const MIN_RATE = 8;
/** Interval at which the rate is checked, in milliseconds. */
const CHECK_INTERVAL = 5_000;

/**
 * Number of pieces that may have any size, and the minimum average size of each further piece, in bytes. Handling a
 * piece takes time.
 */
const FREE_PIECES = 256;
const MIN_PIECE = 16;

/** The limits of a request's body. */
export interface BodyBounds {
  /** Maximum size, in bytes. */
  most: number;
  budget: BodyBudget;
  /** Returns the owner whose share of the budget the body counts in. */
  holderOf: (context: Context<HubEnv>) => string;
}

/**
 * Middleware that lets routes read the request's body within these limits. Nothing is read before a route asks for
 * it, so a request that is refused for its headers costs no memory.
 */
export function receiveBodies({ most, budget, holderOf }: BodyBounds): MiddlewareHandler<HubEnv> {
  return async (context, next) => {
    const { incoming } = context.env;
    if (Number(incoming.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    const share = budget.open(holderOf(context));
    let reading: Promise<string> | null = null;
    context.set('readBody', () => (reading ??= readText(incoming, most, share)));
    try {
      await next();
    } finally {
      // A streaming answer may last for hours: the body is not kept that long.
      context.set('readBody', undefined);
      share.release();
    }
  };
}

/**
 * Returns the request's body. A request without a connection, as in tests, holds its own body.
 * @throws ApiProblem (400, 408, 413) or RefusedError (`busy`) if the body does not arrive, is too large, comes in
 * too many pieces, or there is no memory for it
 */
export function bodyText(context: Context<HubEnv>): Promise<string> {
  return context.var.readBody?.() ?? context.req.text();
}

/**
 * Reads Node's own stream. Its conversion to a web stream, which Hono would use, buffers everything that the client
 * sends.
 */
function readText(incoming: IncomingMessage, most: number, share: BodyShare): Promise<string> {
  const decoder = new TextDecoder();
  const startedAt = performance.now();
  let text = '';
  let received = 0;
  let pieces = 0;

  return new Promise<string>((resolve, reject) => {
    const rateCheck = setInterval(() => {
      const required = (performance.now() - startedAt - GRACE_PERIOD) * MIN_RATE;
      if (received < required) refuse(tooSlow());
    }, CHECK_INTERVAL);

    function stopReading(): void {
      clearInterval(rateCheck);
      incoming
        .off('data', onData)
        .off('end', onEnd)
        .off('error', onConnectionLost)
        .off('close', onConnectionLost);
    }
    function refuse(problem: Error): void {
      stopReading();
      incoming.pause();
      text = '';
      reject(problem);
    }
    function onData(bytes: Buffer): void {
      received += bytes.length;
      pieces += 1;
      if (received > most) refuse(tooLarge(most));
      else if (pieces > FREE_PIECES + received / MIN_PIECE) refuse(tooManyPieces());
      else if (share.take(bytes.length)) text += decoder.decode(bytes, { stream: true });
      else
        refuse(
          serverBusy(
            'The server has no memory for more requests at the moment. Try again in a few seconds.',
            2,
          ),
        );
    }
    function onEnd(): void {
      stopReading();
      resolve(text + decoder.decode());
    }
    function onConnectionLost(): void {
      refuse(new ApiProblem(400, 'The connection was lost before the whole body had arrived.'));
    }
    if (incoming.destroyed) onConnectionLost();
    else
      incoming
        .on('data', onData)
        .on('end', onEnd)
        .on('error', onConnectionLost)
        .on('close', onConnectionLost);
  });
}

function tooLarge(most: number): ApiProblem {
  return new ApiProblem(
    413,
    `The body is larger than ${most} bytes. Send less at once, or raise MAX_BODY_MEGABYTES.`,
  );
}

function tooManyPieces(): ApiProblem {
  return new ApiProblem(400, 'The body arrives in too many small pieces. Send larger ones.');
}

function tooSlow(): ApiProblem {
  return new ApiProblem(408, 'The body arrives too slowly. Send it again over a faster connection.');
}
