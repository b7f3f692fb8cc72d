import { Writable } from 'node:stream';
import { createStreamPrinter } from '../../../src/cli/streaming/stream-printer.ts';
import { createOutput, createStatusLine, type StatusLine, type Terminal } from '../../../src/cli/terminal.ts';
import { show, type SentEvent } from './stream-of-run.ts';

/** Which of the two outputs are terminals. */
export interface FakeTerminalOptions {
  out: boolean;
  err: boolean;
}

export const TERMINAL: FakeTerminalOptions = { out: true, err: true };
export const PIPE: FakeTerminalOptions = { out: false, err: false };

/** Two outputs that remember what was written to them. */
export interface FakeTerminal extends Terminal {
  readonly status: StatusLine;
  /** Each write to standard output. */
  readonly outWrites: readonly string[];
  /** All of standard output, of standard error, and of both in the order of their writes. */
  readonly stdout: string;
  readonly stderr: string;
  readonly both: string;
}

/** Creates outputs without colours. */
export function createFakeTerminal(isTerminal: FakeTerminalOptions): FakeTerminal {
  const writes: { to: 'out' | 'err'; text: string }[] = [];
  function stream(to: 'out' | 'err') {
    const writable = new Writable({
      write(bytes: Buffer, _, done) {
        writes.push({ to, text: bytes.toString() });
        done();
      },
    });
    return Object.assign(writable, { isTTY: isTerminal[to], columns: 80 });
  }
  const written = (to: 'out' | 'err') => writes.flatMap((one) => (one.to === to ? one.text : []));
  const environment = { NO_COLOR: '1' };
  const err = stream('err');
  return {
    out: createOutput(stream('out'), environment),
    err: createOutput(err, environment),
    status: createStatusLine(err, environment),
    get outWrites() {
      return written('out');
    },
    get stdout() {
      return written('out').join('');
    },
    get stderr() {
      return written('err').join('');
    },
    get both() {
      return writes.map(({ text }) => text).join('');
    },
  };
}

/** Returns what `--stream` shows of a run with these events. */
export async function shown(isTerminal: FakeTerminalOptions, ...events: SentEvent[]): Promise<FakeTerminal> {
  const terminal = createFakeTerminal(isTerminal);
  await show(createStreamPrinter(terminal), ...events);
  return terminal;
}
