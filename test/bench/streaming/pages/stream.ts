/** The fields of the hub's events that these pages read. */
interface Envelope {
  event: string;
  data: { id: string; delta: { content: { text: { value: string } }[] } };
}

/** The callbacks of a run's stream. */
interface StreamListener {
  /** @param part 0 for the first message, 1 for the second */
  onDelta(part: number, text: string): void;
  onEnd(): void;
}

const query = new URLSearchParams(location.search);

/** Number of earlier messages. */
export const historyLength = Number(query.get('history'));

/** Number of messages that are streamed at the same time. */
export const streams = Number(query.get('streams'));

/** Follows the run of the page's address. All of these pages read the hub's stream with it. */
export function followRun({ onDelta, onEnd }: StreamListener): void {
  const parts = new Map<string, number>();
  const source = new EventSource(`/v1/threads/${query.get('thread')}/stream/${query.get('run')}`);
  source.addEventListener('message', (message) => {
    const { event, data } = JSON.parse(message.data as string) as Envelope;
    if (event === 'thread.message.delta') {
      const part = parts.get(data.id) ?? parts.size;
      parts.set(data.id, part);
      onDelta(part, data.delta.content[0]?.text.value ?? '');
    } else if (event === 'thread.run.completed') {
      source.close();
      onEnd();
    }
  });
}
