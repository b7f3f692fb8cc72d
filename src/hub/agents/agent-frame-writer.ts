import type { Duplex } from 'node:stream';
import type { CompletionChunk } from '../../agents/agent.ts';
import type { HubFrame } from '../../agents/process/frames.ts';

/** Time after a write during which chunks are collected for the next write, in milliseconds. */
const BATCH_INTERVAL = 10;
/** Length of the collected chunks at which they are written immediately, in characters. */
const MAX_BATCH = 64 * 1024;
/** Maximum number of bytes buffered for an agent that does not read. */
const MAX_UNREAD = 4 * 1024 * 1024;

/** Sends frames to the process of an agent, in the order of the calls. */
export interface FrameWriter {
  send(frame: HubFrame): void;
  /** Sends a chunk of a streamed completion: immediately, or shortly after, together with other chunks. */
  sendChunk(id: number, chunk: CompletionChunk): void;
  /**
   * Returns a promise if too much is buffered. The promise resolves when the agent has read the buffered data, or when
   * the channel is closed.
   */
  full(): Promise<void> | undefined;
}

export function createFrameWriter(channel: Duplex): FrameWriter {
  /** Chunks as JSON, by the id of their completion. */
  const batched = new Map<number, string[]>();
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  function write(json: string): void {
    if (!channel.destroyed) channel.write(`${json}\n`);
  }

  function flush(): void {
    for (const [id, chunks] of batched) write(`{"type":"chunks","id":${id},"chunks":[${chunks.join()}]}`);
    batched.clear();
    length = 0;
  }

  function onTime(): void {
    timer = batched.size > 0 ? setTimeout(onTime, BATCH_INTERVAL) : undefined;
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
      write(JSON.stringify(frame));
    },
    sendChunk(id, chunk) {
      const json = JSON.stringify(chunk);
      const chunks = batched.get(id);
      if (chunks) chunks.push(json);
      else batched.set(id, [json]);
      length += json.length;
      if (timer && length < MAX_BATCH) return;
      timer ??= setTimeout(onTime, BATCH_INTERVAL);
      flush();
    },
    full() {
      if (channel.destroyed || channel.writableLength < MAX_UNREAD) return undefined;
      reading ??= untilRead();
      return reading;
    },
  };
}
