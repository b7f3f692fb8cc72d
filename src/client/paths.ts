/** Returns the path of a thread at the hub. */
export function threadPath(threadId: string): string {
  return `/v1/threads/${encodeURIComponent(threadId)}`;
}

/** Returns the path of a run at the hub. */
export function runPath(threadId: string, runId: string): string {
  return `${threadPath(threadId)}/runs/${encodeURIComponent(runId)}`;
}

/** Returns the path of a run's stream at the hub. */
export function streamPath(threadId: string, runId: string): string {
  return `${threadPath(threadId)}/stream/${encodeURIComponent(runId)}`;
}

/**
 * Returns the path of one page of a list.
 * @param list the path of the list, which may have a query
 * @param after the id of the item after which the page begins; null begins with the first
 */
export function pagePath(list: string, limit: number, order: 'asc' | 'desc', after: string | null): string {
  const cursor = after === null ? '' : `&after=${encodeURIComponent(after)}`;
  return `${list}${list.includes('?') ? '&' : '?'}limit=${limit}&order=${order}${cursor}`;
}
