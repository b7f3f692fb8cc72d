import type { Duplex } from 'node:stream';
import type { CompletionChunk } from '../../agents/agent.ts';
import type { HubFrame } from '../../agents/process/frames.ts';

/** Chunks that come sooner after a write are gathered for the next one, in milliseconds. */
const GATHER_FOR = 10;
/** How much may wait for an agent that does not read, in bytes. */
const MOST_UNREAD = 4 * 1024 * 1024;

/** Writes to the process of an agent, in the order of the calls. */
export interface FrameWriter {
  send(frame: HubFrame): void;
  /** Sends a chunk of a streamed completion, at once or soon, together with others. */
  sendChunk(id: number, chunk: CompletionChunk): void;
  /** Returns a promise where too much waits to be read; it settles when the agent has read it, or is gone. */
  full(): Promise<void> | undefined;
}

export function createFrameWriter(channel: Duplex): FrameWriter {
  const gathered = new Map<number, CompletionChunk[]>();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  function write(frame: HubFrame): void {
    if (!channel.destroyed) channel.write(`${JSON.stringify(frame)}\n`);
  }

  function flush(): void {
    for (const [id, chunks] of gathered) write({ type: 'chunks', id, chunks });
    gathered.clear();
  }

  function onTime(): void {
    timer = gathered.size > 0 ? setTimeout(onTime, GATHER_FOR) : undefined;
    flush();
  }

  async function untilRead(): Promise<void> {
    await new Promise<void>((resolve) => {
      channel.once('drain', resolve).once('close', resolve);
    });
    reading = undefined;
  }

  return {
    send(frame) {
      flush();
      write(frame);
    },
    sendChunk(id, chunk) {
      const chunks = gathered.get(id);
      if (chunks) chunks.push(chunk);
      else gathered.set(id, [chunk]);
      if (timer) return;
      timer = setTimeout(onTime, GATHER_FOR);
      flush();
    },
    full() {
      if (channel.destroyed || channel.writableLength < MOST_UNREAD) return undefined;
      reading ??= untilRead();
      return reading;
    },
  };
}
