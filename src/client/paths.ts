/** The path of a thread at the hub. */
export function threadPath(threadId: string): string {
  return `/v1/threads/${encodeURIComponent(threadId)}`;
}
