import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { ApiProblem } from '../api-problem.ts';
import { serverBusy } from '../../errors/refused-error.ts';
import type { HubEnv } from '../hub-env.ts';
import type { BodyBudget, BodyShare } from './body-budget.ts';

/** How long a body may take to begin, in milliseconds, and how many bytes a millisecond have to come after that. */
const GRACE = 15_000;
const SLOWEST = 8;
/** How often that is looked at, in milliseconds. */
const LOOK = 5_000;

/** How many pieces of any size a body may come in, and how many bytes each one more has to hold on average: a piece costs time. */
const FREE_PIECES = 256;
const SMALLEST_PIECE = 16;

/** What is allowed of a request's body. */
export interface BodyBounds {
  /** In bytes. */
  most: number;
  budget: BodyBudget;
  /** Says whose share of the budget the body is counted in. */
  holderOf: (context: Context<HubEnv>) => string;
}

/**
 * Lets the routes behind it read the request's body, within these bounds. Nothing of it is read before a route asks: who
 * is refused by what the headers say costs no memory.
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
      // An answer that is a stream may last for hours: its request is not kept for as long.
      context.set('readBody', undefined);
      share.release();
    }
  };
}

/**
 * Returns the request's body. A request that came over no connection holds its own.
 * @throws ApiProblem (400, 408, 413, 503) where it does not come, is too large or in crumbs, or there is no room for it
 */
export function bodyText(context: Context<HubEnv>): Promise<string> {
  return context.var.readBody?.() ?? context.req.text();
}

/**
 * Node's own stream: its bridge to a web stream, which Hono would read, takes as much as the client sends, read or not.
 */
function readText(incoming: IncomingMessage, most: number, share: BodyShare): Promise<string> {
  const decoder = new TextDecoder();
  const begun = performance.now();
  let text = '';
  let received = 0;
  let pieces = 0;

  return new Promise<string>((resolve, reject) => {
    const watch = setInterval(() => {
      const due = (performance.now() - begun - GRACE) * SLOWEST;
      if (received < due) refuse(tooSlow());
    }, LOOK);

    function leave(): void {
      clearInterval(watch);
      incoming.off('data', onData).off('end', onEnd).off('error', onLoss).off('close', onLoss);
    }
    function refuse(problem: Error): void {
      leave();
      incoming.pause();
      text = '';
      reject(problem);
    }
    function onData(bytes: Buffer): void {
      received += bytes.length;
      pieces += 1;
      if (received > most) refuse(tooLarge(most));
      else if (pieces > FREE_PIECES + received / SMALLEST_PIECE) refuse(inCrumbs());
      else if (share.take(bytes.length)) text += decoder.decode(bytes, { stream: true });
      else refuse(serverBusy('The server holds as many requests as it can: try again in a few seconds.', 2));
    }
    function onEnd(): void {
      leave();
      resolve(text + decoder.decode());
    }
    function onLoss(): void {
      refuse(new ApiProblem(400, 'The connection was lost before the body had come.'));
    }
    if (incoming.destroyed) onLoss();
    else incoming.on('data', onData).on('end', onEnd).on('error', onLoss).on('close', onLoss);
  });
}

function tooLarge(most: number): ApiProblem {
  return new ApiProblem(
    413,
    `The body is larger than ${most} bytes: send less at once, or raise MAX_BODY_MEGABYTES.`,
  );
}

function inCrumbs(): ApiProblem {
  return new ApiProblem(400, 'The body comes in too many small pieces: send larger ones.');
}

function tooSlow(): ApiProblem {
  return new ApiProblem(408, 'The body comes too slowly: send it again, over a better connection.');
}
