/** One event in the form of openai-python. */
export interface PythonEvent {
  event: string | null;
  data: Record<string, unknown>;
}

/**
 * Reads a stream like openai-python from 1.20 to 3.22. It dispatches a block at each empty line, even if the block
 * has only a retry time or an old id, and then parses missing data. Source: `SSEDecoder.decode` and
 * `Stream.__stream__` in https://github.com/openai/openai-python/blob/main/src/openai/_streaming.py
 */
export async function* readAsOpenAiPython(body: AsyncIterable<Uint8Array>): AsyncGenerator<PythonEvent> {
  let event: string | null = null;
  let data: string[] = [];
  let lastEventId: string | null = null;
  let retry: number | null = null;
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (event === null && data.length === 0 && lastEventId === null && retry === null) continue;
      const text = data.join('\n');
      if (text.startsWith('[DONE]')) return;
      const parsed = JSON.parse(text) as PythonEvent['data'];
      if (parsed['error']) throw new Error((parsed['error'] as { message: string }).message);
      yield { event, data: parsed };
      event = null;
      data = [];
      retry = null; // and the last id stays
    } else if (!line.startsWith(':')) {
      const [field, value = ''] = line.split(/:(?: )?(.*)/s);
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') lastEventId = value;
      else if (field === 'retry') retry = Number(value);
    }
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + utf8.decode(bytes, { stream: true })).split(/\r\n|\n|\r/);
    rest = lines.pop()!;
    yield* lines;
  }
}
