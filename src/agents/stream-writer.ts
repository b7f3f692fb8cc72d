import { MAX_TEXT_LENGTH } from '../protocol/max-text-length.ts';
import type { StreamWriter } from './agent.ts';
import type { AgentHost, WrittenPiece } from './agent-host.ts';
import { createStreamSource, type StreamSource } from './stream-handler.ts';

/** Opens a stream of the agent's own text. Returns its writer, and its id and source as for a completion. */
export function openStreamWriter(host: AgentHost): {
  writer: StreamWriter;
  id: string;
  source: StreamSource;
} {
  const { signal } = host;
  const source = createStreamSource();
  const id = host.openText();
  let room = MAX_TEXT_LENGTH;
  let isOpen = true;

  function onAbort(): void {
    source.fail(signal.reason as Error);
  }

  function add(piece: WrittenPiece): void {
    signal.throwIfAborted();
    if (!isOpen) throw new Error('The stream has ended: open another one to write more.');
    if (piece.value === '') return;
    if (piece.value.length > room)
      throw new RangeError(`A stream has at most ${MAX_TEXT_LENGTH.toLocaleString('en')} characters.`);
    room -= piece.value.length;
    host.writeText(id, piece);
    source.push(chunkOf(piece));
  }

  signal.addEventListener('abort', onAbort, { once: true });
  const writer: StreamWriter = {
    ...source.handler,
    write: (value) => add({ kind: 'text', value }),
    think: (value) => add({ kind: 'thinking', value }),
    end() {
      signal.throwIfAborted();
      if (!isOpen) return;
      isOpen = false;
      signal.removeEventListener('abort', onAbort);
      host.closeText(id);
      source.end();
    },
  };
  return { writer, id, source };
}

/** Returns the chunk with which a model would send this piece. */
export function chunkOf({ kind, value }: WrittenPiece) {
  const delta = kind === 'text' ? { content: value } : { reasoning_content: value };
  return { choices: [{ index: 0, delta, finish_reason: null }] };
}
