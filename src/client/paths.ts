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
