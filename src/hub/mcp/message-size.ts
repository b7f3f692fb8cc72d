/** Maximum size of a message from an MCP server, in bytes. */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

/** A message of a server is too long. What follows cannot be read, so the connection is closed. */
export class MessageTooLongError extends Error {
  override readonly name = 'MessageTooLongError';

  constructor() {
    super(`a message of more than ${MAX_MESSAGE_BYTES} bytes`);
  }
}
