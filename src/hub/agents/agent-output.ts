import { StringDecoder } from 'node:string_decoder';

/** The stream that a process wrote to. */
export type OutputStream = 'stdout' | 'stderr';

/** Maximum size of an agent's output that is delivered per run, in bytes of UTF-8. */
const MAX_OUTPUT = 256 * 1024;
/** Maximum length of a line, in characters. Longer lines are delivered in pieces. */
const MAX_LINE = 8 * 1024;
/** Time after a piece during which output is collected for the next piece, in milliseconds. */
const BATCH_INTERVAL = 100;
/** Length of the end of stderr that is kept to explain a failure, in characters. */
const KEPT_STDERR = 16 * 1024;
const CUT = `[The output is cut here: at most ${MAX_OUTPUT / 1024} KiB are kept per run.]\n`;
const STREAMS = ['stdout', 'stderr'] as const satisfies readonly OutputStream[];

/** Receives the output of an agent's process. */
export interface AgentOutput {
  push(stream: OutputStream, bytes: Buffer): void;
  /** Delivers the rest, including an incomplete line. */
  end(): void;
  /** The end of stderr, including output that was not delivered. */
  readonly stderr: string;
}

type Deliver = (stream: OutputStream, text: string) => void;

/**
 * Delivers a process's output in whole lines. Frequent lines are joined into fewer pieces. Output beyond the limit is
 * dropped, and the last piece says so.
 */
export function createAgentOutput(deliver: Deliver): AgentOutput {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const unfinished = { stdout: '', stderr: '' };
  const batching = createBatching(deliver);
  const deliverLimited = limited(batching.add);
  let stderr = '';

  function add(stream: OutputStream, text: string): void {
    if (stream === 'stderr') stderr = (stderr + text).slice(-KEPT_STDERR);
    const all = unfinished[stream] + text;
    const end = all.lastIndexOf('\n') + 1;
    const cut = all.length - end > MAX_LINE ? all.length : end;
    unfinished[stream] = all.slice(cut);
    deliverLimited(stream, all.slice(0, cut));
  }

  return {
    push: (stream, bytes) => add(stream, decoders[stream].write(bytes)),
    end() {
      for (const stream of STREAMS) {
        add(stream, decoders[stream].end());
        deliverLimited(stream, unfinished[stream]);
      }
      batching.end();
    },
    get stderr() {
      return stderr;
    },
  };
}

function limited(deliver: Deliver): Deliver {
  let left = MAX_OUTPUT;
  return (stream, text) => {
    if (text === '' || left < 0) return;
    const bytes = Buffer.from(text);
    left -= bytes.length;
    if (left >= 0) return deliver(stream, text);
    const fitting = new StringDecoder('utf8').write(bytes.subarray(0, bytes.length + left)); // whole characters only
    deliver(stream, fitting === '' || fitting.endsWith('\n') ? fitting + CUT : `${fitting}\n${CUT}`);
  };
}

/**
 * Delivers rare output immediately, and frequent output in larger pieces, because each piece is an event of the run.
 */
function createBatching(deliver: Deliver): { add: Deliver; end(): void } {
  const batched = { stdout: '', stderr: '' };
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    for (const stream of STREAMS) {
      const text = batched[stream];
      batched[stream] = '';
      if (text !== '') deliver(stream, text);
    }
  }

  function onTime(): void {
    timer = batched.stdout || batched.stderr ? setTimeout(onTime, BATCH_INTERVAL) : undefined;
    flush();
  }

  return {
    add(stream, text) {
      batched[stream] += text;
      if (timer) return;
      timer = setTimeout(onTime, BATCH_INTERVAL);
      flush();
    },
    end() {
      clearTimeout(timer);
      flush();
    },
  };
}
