import { textOf } from '../../../../src/protocol/message.ts';
import { parseEnvelope } from '../../../../src/protocol/stream-event.ts';

/** The recorded streams of the fixtures. */
const STREAMS: Record<string, string> = import.meta.glob('../../../fixtures/*.sse', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The text of each recorded stream, with the stream's name. */
export function recordedTexts(): [name: string, text: string][] {
  if (Object.keys(STREAMS).length === 0)
    throw new Error('The folder of the fixtures has no recorded streams.');
  return Object.entries(STREAMS).map(([path, stream]) => {
    const events = [...stream.matchAll(/^data: ?(.*)$/gm)].map(([, data = '']) => parseEnvelope(data));
    const texts = events.map((event) =>
      event.type === 'message.delta' ? textOf(event.delta.delta.content) : '',
    );
    return [path.replace(/^.*\//, ''), texts.join('')];
  });
}
