import type { Message } from '../../src/protocol/message.ts';
import { openRequests, type PersonAnswer, type PersonRequest } from '../../src/protocol/person-request.ts';
import type { Page } from '../../src/protocol/page.ts';
import type { Run } from '../../src/protocol/run.ts';
import { createSseDecoder } from '../../src/protocol/sse-decode.ts';
import type { Thread } from '../../src/protocol/thread.ts';

/** One event of an envelope stream, as it came over the wire. */
export interface RecordedEvent {
  id: string;
  /** The envelope's text, to the byte. */
  data: string;
  event: string;
}

export type HubClient = ReturnType<typeof createHubClient>;

/**
 * A plain HTTP client of a hub, as one would write it without the hub's own code.
 * @param credentials headers that say who asks
 */
export function createHubClient(
  hubUrl: string,
  credentials: () => Promise<Record<string, string>> = async () => ({}),
) {
  const base = `${hubUrl}/v1`;

  async function call<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(base + path, {
      method: body ? 'POST' : 'GET',
      headers: { ...(await credentials()), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function streamFrom(threadId: string, runId: string, after: string | null, signal?: AbortSignal) {
    const headers = { ...(await credentials()), ...(after && { 'last-event-id': after }) };
    return fetch(`${base}/threads/${threadId}/stream/${runId}`, { headers, signal: signal ?? null });
  }

  return {
    /** Makes a thread, and starts a run on it with this question. */
    async ask(assistantId: string, question: string): Promise<Run> {
      return call<Run>('/threads/runs', {
        assistant_id: assistantId,
        thread: { messages: [{ role: 'user', content: question }] },
      });
    },
    /** Starts a run on a thread with this question. */
    askOn: (threadId: string, assistantId: string, question: string) =>
      call<Run>(`/threads/${threadId}/runs`, {
        assistant_id: assistantId,
        additional_messages: [{ role: 'user', content: question }],
      }),
    /**
     * Makes a thread with these messages. A request takes a hundred: the others are those of its children,
     * which are listed with its own.
     */
    async createThread(messages: readonly { role: string; content: string }[]): Promise<string> {
      const thread = await call<Thread>('/threads', { messages: messages.slice(0, 100) });
      for (let at = 100; at < messages.length; at += 100) {
        await call(`/threads/${thread.id}/subthread`, { new_messages: messages.slice(at, at + 100) });
      }
      return thread.id;
    },
    /** Creates an assistant with functions of these names. Returns its id. */
    async createAssistant(name: string, functions: readonly string[]): Promise<string> {
      const tools = functions.map((tool) => ({ type: 'function', function: { name: tool } }));
      return (await call<{ id: string }>('/assistants', { model: 'any', name, tools })).id;
    },
    /** Submits the outputs of the calls with these ids. */
    submitToolOutputs: (threadId: string, runId: string, outputs: Readonly<Record<string, string>>) =>
      call<Run>(`/threads/${threadId}/runs/${runId}/submit_tool_outputs`, {
        tool_outputs: Object.entries(outputs).map(([id, output]) => ({ tool_call_id: id, output })),
      }),
    /** Submits the answer to a request of a run. */
    submitAnswer: ({ thread_id: threadId, id }: Run, answer: PersonAnswer) =>
      call<Run>(`/threads/${threadId}/runs/${id}/answers`, { answers: [answer] }),
    rename: (threadId: string, topic: string) =>
      call<Thread>(`/threads/${threadId}`, { metadata: { topic } }),
    run: (threadId: string, runId: string) => call<Run>(`/threads/${threadId}/runs/${runId}`),
    /** The thread's newest run. */
    async newestRun(threadId: string): Promise<Run> {
      const { data } = await call<Page<Run>>(`/threads/${threadId}/runs?limit=1`);
      if (!data[0]) throw new Error(`Thread ${threadId} has no run.`);
      return data[0];
    },
    /** The thread's messages, oldest first, at most a hundred. */
    async messages(threadId: string): Promise<Message[]> {
      return (await call<Page<Message>>(`/threads/${threadId}/messages?order=asc&limit=100`)).data;
    },
    /** The run's events after a cursor, as they come. The connection's loss ends them with an error. */
    async *events(threadId: string, runId: string, after: string | null = null, signal?: AbortSignal) {
      const response = await streamFrom(threadId, runId, after, signal);
      const decoder = createSseDecoder();
      for await (const bytes of response.body ?? []) {
        for (const { lastEventId, data } of decoder.push(bytes)) {
          yield { id: lastEventId, data, event: (JSON.parse(data) as RecordedEvent).event };
        }
      }
    },
    /** The status with which the hub answers a client that comes back with this cursor. */
    async streamStatus(threadId: string, runId: string, after: string): Promise<number> {
      const response = await streamFrom(threadId, runId, after);
      await response.body?.cancel();
      return response.status;
    },
  };
}

/** Reads events of a run until its agent has asked the person. */
export async function untilAsked(events: AsyncIterable<RecordedEvent>): Promise<PersonRequest> {
  for await (const { data } of events) {
    const { data: run } = JSON.parse(data) as { data: Partial<Run> };
    const [request] = openRequests(run.required_action);
    if (request) return request;
  }
  throw new Error('The run has ended, and its agent has not asked.');
}

/** The text of a delta; empty for any other event. */
export function deltaText({ event, data }: RecordedEvent): string {
  if (event !== 'thread.message.delta') return '';
  const { data: delta } = JSON.parse(data) as {
    data: { delta: { content: { text: { value: string } }[] } };
  };
  return delta.delta.content[0]?.text.value ?? '';
}
