import { connect, type Socket } from 'node:net';
import { now } from './pace.ts';

/** The order to the process of the viewers: how many to open, and which stream to watch to its end. */
export interface Watch {
  count: number;
  host: string;
  port: number;
  path: string;
  /** Number of deltas with a time stamp, for each viewer. */
  deltas: number;
}

/** Its reports: all viewers are open, and later all have ended. */
export type Report =
  | { type: 'opened' }
  | {
      type: 'ended';
      /** When the last viewer ended, by `now()`. */
      at: number;
      bytes: number;
      /** Number of viewers that ended before the stream. */
      broken: number;
      /** Latencies from chunk to frame in milliseconds, sorted. */
      delays: number[];
    };

/** Maximum number of connections that are being opened: more would overflow the server's backlog. */
const AT_ONCE = 100;
const AT = 64; // "@", which encloses each time stamp
const STAMP_LENGTH = 16;

/** All viewers read into one buffer, because only the server is measured. */
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
      // Several addresses, because one has not enough ports.
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

/** The last chunk of a complete response. */
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Reads the time stamps of some deltas and returns their number. */
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

/** Returns at most ten thousand of the values, evenly spaced. */
function thinned(sorted: number[]): number[] {
  const step = Math.max(1, sorted.length / 10_000);
  return Array.from({ length: Math.ceil(sorted.length / step) }, (_, at) => sorted[Math.floor(at * step)]!);
}

function report(message: Report): void {
  process.send?.(message);
}

process.on('message', (watch: Watch) => void watchAll(watch));
process.on('disconnect', () => process.exit());
