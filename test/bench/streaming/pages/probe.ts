import type { ProbeReport } from '../probe-report.ts';

/** The probe that is injected into each page before its scripts, to measure it. */
interface Probe {
  /** Starts to measure. The conversation must be shown. */
  start(): void;
  /** Settles when the conversation contains a word this many times. Called late, because it costs more than the rest. */
  untilShown(word: string, times: number): Promise<void>;
  stop(): ProbeReport;
}

declare global {
  interface Window {
    benchProbe: Probe;
  }
}

/** Maximum length of the text at the end that is searched for a mark, and maximum number of its nodes. */
const TAIL = 400;
const MAX_NODES = 60;

/**
 * Built without imports, because it is injected as a classic script. Its work for each frame and each commit is the same
 * for every page: it counts, and reads the last few text nodes after a frame that showed something new.
 */
function createProbe(): Probe {
  const frames: number[] = [];
  const shown: ProbeReport['shown'] = [];
  const keys: number[] = [];
  const afterFrame = new MessageChannel();
  let root: Element | null = null;
  let commits = 0;
  let dirty = false;
  let last = 0;
  let running = false;
  let pressed: number[] = [];
  let inFrame: number[] = [];
  let endedAt = 0;
  let checkEnd: (() => void) | null = null;

  const observer = new MutationObserver(() => {
    commits += 1;
    dirty = true;
    checkEnd?.();
  });

  /** A message posted in an animation frame arrives once that frame has been laid out and painted. */
  afterFrame.port1.addEventListener('message', () => {
    const now = performance.now();
    for (const at of inFrame) keys.push(now - at);
    inFrame = [];
    if (!dirty || !root) return;
    dirty = false;
    const mark = lastMark(root);
    if (mark <= last) return;
    last = mark;
    shown.push({ mark, at: performance.timeOrigin + now });
  });
  afterFrame.port1.start();

  function onFrame(time: number): void {
    if (!running) return;
    frames.push(time);
    inFrame.push(...pressed);
    pressed = [];
    afterFrame.port2.postMessage(null);
    requestAnimationFrame(onFrame);
  }

  window.addEventListener('keydown', (event) => pressed.push(event.timeStamp), { capture: true });

  return {
    start() {
      root = document.querySelector('[role="log"]');
      if (!root) throw new Error('This page has no conversation.');
      observer.observe(root, { childList: true, characterData: true, subtree: true });
      running = true;
      requestAnimationFrame(onFrame);
    },
    untilShown: (word, times) =>
      new Promise((resolve) => {
        checkEnd = () => {
          if ((root?.textContent.split(word).length ?? 0) <= times) return;
          checkEnd = null;
          endedAt = performance.timeOrigin + performance.now();
          resolve();
        };
        checkEnd();
      }),
    stop() {
      running = false;
      observer.disconnect();
      const intervals = frames.slice(1).map((time, at) => time - (frames[at] ?? 0));
      return { frames: intervals, commits, shown, keys, endedAt };
    },
  };
}

/** Returns the last mark near the end of an element's text; 0 if there is none. */
function lastMark(root: Element): number {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let node: Node = root;
  while (node.lastChild) node = node.lastChild;
  walker.currentNode = node;
  let tail = node instanceof Text ? node.data.slice(-TAIL) : '';
  for (let nodes = 0; nodes < MAX_NODES && tail.length < TAIL; nodes++) {
    const before = walker.previousNode();
    if (!before) break;
    tail = (before as Text).data.slice(-TAIL) + tail;
  }
  const end = tail.lastIndexOf('q');
  for (let at = end; at > 0; at = tail.lastIndexOf('q', at - 1)) {
    const mark = /m(\d+)$/.exec(tail.slice(Math.max(0, at - 9), at));
    if (mark) return Number(mark[1]);
  }
  return 0;
}

window.benchProbe = createProbe();
