/** Maximum size of a message from an MCP server, in bytes. */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
