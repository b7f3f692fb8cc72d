import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { MAX_MESSAGE_BYTES } from './message-size.ts';
import { SessionExpiredError } from './session-expired-error.ts';

/** The SDK puts this before the message of each error. */
const PREFIX = /^MCP error -?\d+: /;

/** What is known about a connection whose request has failed. */
interface FailedConnection {
  /** The name of the server. */
  name: string;
  isClosed: boolean;
  /** Whether it was closed because a message was too long. */
  hasSentTooMuch: boolean;
  hasSession: boolean;
  /** In milliseconds. */
  timeout: number;
}

/**
 * Returns the error of a failed request in words for a model or a person. It contains what the server itself said about
 * the request, but neither its address nor its command.
 */
export function serverError(error: unknown, connection: FailedConnection): Error {
  const server = `The MCP server ${connection.name}`;
  if (isExpired(error) && connection.hasSession)
    return new SessionExpiredError(`${server} has ended the session.`);
  if (connection.hasSentTooMuch)
    return new Error(`${server} sent more than ${MAX_MESSAGE_BYTES / 1024 ** 2} MiB at once.`);
  if (connection.isClosed || isBrokenOff(error))
    return new Error(`${server} ended before it answered.`, { cause: error });
  if (error instanceof McpError) {
    const words = error.message.replace(PREFIX, '');
    if (error.code === ErrorCode.RequestTimeout && words === 'Request timed out')
      return new Error(`${server} did not answer within ${connection.timeout / 1000} seconds.`);
    return new Error(`${server} answered with an error: ${words}`);
  }
  if (error instanceof StreamableHTTPError && error.code !== undefined && error.code > 0)
    return new Error(`${server} answered with status ${error.code}.`, { cause: error });
  if (error instanceof z.core.$ZodError)
    return new Error(`${server} sent an invalid answer.`, { cause: error });
  return new Error(`${server} cannot be reached.`, { cause: error });
}

/**
 * Returns the error of a server that could not be started or reached, in words for a person. Its cause is for the
 * operator, because it may name the command or the address.
 * @param lastErrorLine the last line that its program wrote to stderr; empty if there is none
 */
export function startError(name: string, error: unknown, lastErrorLine: string): Error {
  const reasons = [error, error instanceof Error ? error.cause : undefined].filter(Boolean);
  const words = reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason)));
  const details = [...words, lastErrorLine].filter(Boolean).join(': ');
  return new Error(`The MCP server ${name} could not be started or reached.`, { cause: new Error(details) });
}

/** The codes of errors of connections that the other side has closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

function isBrokenOff(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return CLOSED.includes(String(cause?.code));
}

/** Servers answer 404 if a session is unknown, as the specification says, or 400. */
function isExpired(error: unknown): boolean {
  return error instanceof StreamableHTTPError && (error.code === 404 || error.code === 400);
}
