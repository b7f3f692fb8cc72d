import { connect, type Socket } from 'node:net';
import { now } from './pace.ts';

/** What the process of the viewers is asked to do: to open so many, and to watch this stream to its end. */
export interface Watch {
  count: number;
  host: string;
  port: number;
  path: string;
  /** How many of the stream's deltas bear the time, for each viewer. */
  deltas: number;
}

/** What it says: that all are open, and later that all have ended. */
export type Report =
  | { type: 'opened' }
  | {
      type: 'ended';
      /** When the last of them ended, by `now()`. */
      at: number;
      bytes: number;
      /** How many ended before the stream did. */
      broken: number;
      /** From chunk to frame, in milliseconds, in order. */
      delays: number[];
    };

/** Connections that are under way at once: more would overflow the server's backlog. */
const AT_ONCE = 100;
const AT = 64; // "@", which stands around each time
const STAMP_LENGTH = 16;

/** All viewers read into one buffer: what is measured is the server. */
const buffer = Buffer.alloc(256 * 1024);

async function watchAll({ count, host, port, path, deltas }: Watch): Promise<void> {
  const delays: number[] = [];
  let bytes = 0;
  let broken = 0;
  let open = 0;
  let tellEnded = () => {};
  const ended = new Promise<void>((resolve) => (tellEnded = resolve));

  function watchOne(index: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let seen = 0;
      let isOpen = false;
      let isWhole = false;
      // Addresses of their own, for there are not enough ports for one.
      const localAddress = process.platform === 'linux' ? `127.0.0.${2 + (index % 8)}` : undefined;
      const socket: Socket = connect({
        host,
        port,
        ...(localAddress && { localAddress }),
        onread: {
          buffer,
          callback(size) {
            bytes += size;
            if (!isOpen) {
              isOpen = true;
              open += 1;
              resolve();
            }
            if (seen < deltas) seen += readStamps(buffer.subarray(0, size), deltas - seen, delays);
            isWhole = buffer.subarray(size - 5, size).equals(LAST_CHUNK);
            return true;
          },
        },
      });
      socket.on('connect', () => {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
      });
      socket.on('error', reject);
      socket.on('close', () => {
        if (!isWhole) broken += 1;
        open -= 1;
        if (open === 0) tellEnded();
      });
    });
  }

  for (let at = 0; at < count; at += AT_ONCE) {
    const some = Math.min(AT_ONCE, count - at);
    await Promise.all(Array.from({ length: some }, (_, index) => watchOne(at + index)));
  }
  report({ type: 'opened' });
  await ended;
  delays.sort((a, b) => a - b);
  report({ type: 'ended', at: now(), bytes, broken, delays: thinned(delays) });
}

/** The last chunk of a response that was not broken off. */
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Reads the times of some deltas; gives how many there were. */
function readStamps(bytes: Buffer, most: number, delays: number[]): number {
  const read = now();
  let count = 0;
  for (let at = bytes.indexOf(AT); at >= 0 && count < most; at = bytes.indexOf(AT, at + STAMP_LENGTH + 2)) {
    const stamp = bytes.toString('latin1', at + 1, at + 1 + STAMP_LENGTH);
    if (stamp.length < STAMP_LENGTH) break; // cut in two by the connection
    delays.push((read - Number(stamp)) / 1_000);
    count += 1;
  }
  return count;
}

/** At most ten thousand of them, evenly. */
function thinned(sorted: number[]): number[] {
  const step = Math.max(1, sorted.length / 10_000);
  return Array.from({ length: Math.ceil(sorted.length / step) }, (_, at) => sorted[Math.floor(at * step)]!);
}

function report(message: Report): void {
  process.send?.(message);
}

process.on('message', (watch: Watch) => void watchAll(watch));
process.on('disconnect', () => process.exit());
