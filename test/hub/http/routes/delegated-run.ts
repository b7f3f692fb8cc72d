import type { TestHub } from '../../../support/test-hub.ts';

/** A run that the test drives from outside of the hub, with its paths. */
export interface DelegatedRun {
  threadId: string;
  runId: string;
  run: string;
  stream: string;
}

/** Starts a run of an agent that the hub does not know, on a new thread with one message. */
export async function delegate(hub: TestHub): Promise<DelegatedRun> {
  const thread = await hub.call<{ id: string }>('/threads', { messages: [{ role: 'user', content: 'Go.' }] });
  const threadId = thread.body.id;
  const { body, status } = await hub.call<{ id: string; status: string }>(`/threads/${threadId}/runs`, {
    assistant_id: 'elsewhere/an-agent/1.0.0',
    delegate_execution: true,
  });
  if (status !== 200 || body.status !== 'queued') throw new Error(`No run was delegated: ${status}.`);
  const run = `/threads/${threadId}/runs/${body.id}`;
  return { threadId, runId: body.id, run, stream: `/threads/${threadId}/stream/${body.id}` };
}

/** Requests a streaming completion in the run's name, like an agent in any language. */
export function askCompletion(
  hub: TestHub,
  { threadId, runId }: DelegatedRun,
  draftId: string,
): Promise<Response> {
  return hub.request('/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Go.' }], stream: true }),
    headers: { thread_id: threadId, run_id: runId, message_id: draftId },
  });
}

/** Does the same to the end, with a model that answers this. */
export async function complete(
  hub: TestHub,
  run: DelegatedRun,
  draftId: string,
  text: string,
): Promise<string> {
  const asked = askCompletion(hub, run, draftId);
  const completion = await hub.provider.nextCompletion();
  for (const piece of text.split(/(?<= )/)) completion.push(piece);
  completion.end();
  return (await asked).text();
}

/** Adds a message of the run. */
export function reply(
  hub: TestHub,
  { threadId, runId }: DelegatedRun,
  content: string,
  more: { message_id?: string; metadata?: object } = {},
) {
  const message = { role: 'assistant', content, run_id: runId, ...more };
  return hub.call<{ id: string }>(`/threads/${threadId}/messages`, message);
}

/** Returns a message id for this number, in the form that clients use. */
export function messageId(at: number): string {
  return `msg_${String(at).padStart(24, 'x')}`;
}
