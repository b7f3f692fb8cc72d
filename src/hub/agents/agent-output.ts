import { StringDecoder } from 'node:string_decoder';

/** Which of its two outputs a process wrote to. */
export type OutputStream = 'stdout' | 'stderr';

/** How much of an agent's output is passed on, in bytes of UTF-8. */
const LIMIT = 256 * 1024;
/** A line that is longer is passed on in pieces, in characters. */
const LONGEST_LINE = 8 * 1024;
/** What comes sooner after a piece than that is gathered for the next one, in milliseconds. */
const GATHER_FOR = 100;
/** How much of the end of stderr is kept to find out what went wrong, in characters. */
const KEPT_STDERR = 16 * 1024;
const CUT = `[The output is cut here: of one run, ${LIMIT / 1024} KiB are kept.]\n`;
const STREAMS = ['stdout', 'stderr'] as const satisfies readonly OutputStream[];

/** What an agent's process writes. */
export interface AgentOutput {
  push(stream: OutputStream, bytes: Buffer): void;
  /** Passes on what is left, lines without an end included. */
  end(): void;
  /** The end of what was written to stderr, also of what was not passed on. */
  readonly stderr: string;
}

type Deliver = (stream: OutputStream, text: string) => void;

/**
 * Passes on a process's output in whole lines, whatever the boundaries of the chunks it comes in, and in few
 * pieces, however many lines there are. Of too much output the rest is dropped, and the end says so.
 */
export function createAgentOutput(deliver: Deliver): AgentOutput {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const unfinished = { stdout: '', stderr: '' };
  const gathering = createGathering(deliver);
  const passOn = limited(gathering.add);
  let stderr = '';

  function add(stream: OutputStream, text: string): void {
    if (stream === 'stderr') stderr = (stderr + text).slice(-KEPT_STDERR);
    const all = unfinished[stream] + text;
    const end = all.lastIndexOf('\n') + 1;
    const cut = all.length - end > LONGEST_LINE ? all.length : end;
    unfinished[stream] = all.slice(cut);
    passOn(stream, all.slice(0, cut));
  }

  return {
    push: (stream, bytes) => add(stream, decoders[stream].write(bytes)),
    end() {
      for (const stream of STREAMS) {
        add(stream, decoders[stream].end());
        passOn(stream, unfinished[stream]);
      }
      gathering.end();
    },
    get stderr() {
      return stderr;
    },
  };
}

function limited(deliver: Deliver): Deliver {
  let left = LIMIT;
  return (stream, text) => {
    if (text === '' || left < 0) return;
    const bytes = Buffer.from(text);
    left -= bytes.length;
    if (left >= 0) return deliver(stream, text);
    const fitting = new StringDecoder('utf8').write(bytes.subarray(0, bytes.length + left)); // no part of a character
    deliver(stream, fitting === '' || fitting.endsWith('\n') ? fitting + CUT : `${fitting}\n${CUT}`);
  };
}

/** Hands on at once what comes seldom, and in larger pieces what comes often: each piece is an event of the run. */
function createGathering(deliver: Deliver): { add: Deliver; end(): void } {
  const gathered = { stdout: '', stderr: '' };
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    for (const stream of STREAMS) {
      const text = gathered[stream];
      gathered[stream] = '';
      if (text !== '') deliver(stream, text);
    }
  }

  function onTime(): void {
    timer = gathered.stdout || gathered.stderr ? setTimeout(onTime, GATHER_FOR) : undefined;
    flush();
  }

  return {
    add(stream, text) {
      gathered[stream] += text;
      if (timer) return;
      timer = setTimeout(onTime, GATHER_FOR);
      flush();
    },
    end() {
      clearTimeout(timer);
      flush();
    },
  };
}
