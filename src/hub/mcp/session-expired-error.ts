/** The session of an MCP server has expired, and it did not handle the request. A new session can repeat it. */
export class SessionExpiredError extends Error {
  override readonly name = 'SessionExpiredError';
}
