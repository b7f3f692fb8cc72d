/** What the hub sends, as far as these pages read it. */
interface Envelope {
  event: string;
  data: { id: string; delta: { content: { text: { value: string } }[] } };
}

/** What becomes of a run's stream. */
interface StreamListener {
  /** @param part 0 for the first message, 1 for the second */
  onDelta(part: number, text: string): void;
  onEnd(): void;
}

const query = new URLSearchParams(location.search);

/** How many messages there were before. */
export const historyLength = Number(query.get('history'));

/** How many messages are streamed at once. */
export const streams = Number(query.get('streams'));

/** Follows the run that the address names, as it comes from the hub; each of these pages reads it by this. */
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
