import type { Duplex } from 'node:stream';
import type { CompletionChunk } from '../../agents/agent.ts';
import type { HubFrame } from '../../agents/process/frames.ts';

/** Chunks that come sooner after a write are gathered for the next one, in milliseconds. */
const GATHER_FOR = 10;
/** More than that is written at once, in characters. */
const MOST_GATHERED = 64 * 1024;
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
  /** Chunks as JSON, by the ids of their completions. */
  const gathered = new Map<number, string[]>();
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  function write(json: string): void {
    if (!channel.destroyed) channel.write(`${json}\n`);
  }

  function flush(): void {
    for (const [id, chunks] of gathered) write(`{"type":"chunks","id":${id},"chunks":[${chunks.join()}]}`);
    gathered.clear();
    length = 0;
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
      write(JSON.stringify(frame));
    },
    sendChunk(id, chunk) {
      const json = JSON.stringify(chunk);
      const chunks = gathered.get(id);
      if (chunks) chunks.push(json);
      else gathered.set(id, [json]);
      length += json.length;
      if (timer && length < MOST_GATHERED) return;
      timer ??= setTimeout(onTime, GATHER_FOR);
      flush();
    },
    full() {
      if (channel.destroyed || channel.writableLength < MOST_UNREAD) return undefined;
      reading ??= untilRead();
      return reading;
    },
  };
}
