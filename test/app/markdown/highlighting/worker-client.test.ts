import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createHighlightWorkerClient,
  MAX_TIMEOUTS,
  TIMEOUT,
  type HighlightResult,
  type WorkerLike,
} from '../../../../src/app/markdown/highlighting/worker-client.ts';
import type {
  HighlightRequest,
  HighlightResponse,
} from '../../../../src/app/markdown/highlighting/worker-messages.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A worker whose responses the test sends. */
class FakeWorker implements WorkerLike {
  readonly requests: HighlightRequest[] = [];
  isTerminated = false;
  #onMessage: (event: { data: HighlightResponse }) => void = () => {};
  #onError = (): void => {};

  addEventListener(type: 'message' | 'error', listener: (event: { data: HighlightResponse }) => void): void {
    if (type === 'message') this.#onMessage = listener;
    else this.#onError = listener as () => void;
  }

  postMessage(message: HighlightRequest): void {
    this.requests.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  respond(message: HighlightResponse): void {
    this.#onMessage({ data: message });
  }

  fail(): void {
    this.#onError();
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const openText = createHighlightWorkerClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { workers, openText };
}

describe('the client of the highlighting worker', () => {
  it('sends all texts to one worker, and gives each text its own result', () => {
    const { workers, openText } = setUp();
    const answers: [string, HighlightResult][] = [];
    openText('js').highlight(['a'], (result) => answers.push(['js', result]));
    openText('py').highlight(['b'], (result) => answers.push(['py', result]));
    const tokens = [[{ text: 'b', kind: 'keyword' }]];
    workers[0]!.respond({ type: 'highlighted', text: 2, tokens });
    workers[0]!.respond({ type: 'highlighted', text: 1, tokens: null });
    expect(answers).toEqual([
      ['py', tokens],
      ['js', 'none'],
    ]);
    expect(workers).toHaveLength(1);
  });

  it('waits for a grammar as long as it takes to load', () => {
    const { workers, openText } = setUp();
    openText('js').highlight(['a'], () => expect.fail('A result without a response of the worker.'));
    vi.advanceTimersByTime(TIMEOUT * 10);
    expect(workers[0]!.isTerminated).toBe(false);
  });

  it('terminates the worker when a text takes too long: that text gets no tokens, the others start again', () => {
    const { workers, openText } = setUp();
    const answers: Record<string, HighlightResult> = {};
    const [slow, waiting, idle] = ['slow', 'waiting', 'idle'].map((name) => {
      const text = openText('js');
      return { highlight: () => text.highlight([name], (result) => (answers[name] = result)), text };
    });
    idle!.highlight();
    workers[0]!.respond({ type: 'highlighted', text: 3, tokens: [[]] });
    slow!.highlight();
    waiting!.highlight();
    workers[0]!.respond({ type: 'started', text: 1 });
    vi.advanceTimersByTime(TIMEOUT);
    expect(workers[0]!.isTerminated).toBe(true);
    expect(answers).toEqual({ idle: [[]], slow: 'none', waiting: 'lost' });
    openText('js').highlight(['new'], () => {});
    idle!.highlight();
    expect(answers).toHaveProperty('idle', 'lost');
    expect(workers).toHaveLength(2);
    workers[0]!.respond({ type: 'highlighted', text: 1, tokens: [[]] });
    expect(answers).toHaveProperty('slow', 'none');
  });

  it('also terminates the worker for a text that has been ended', () => {
    const { workers, openText } = setUp();
    const text = openText('js');
    text.highlight(['a'], () => expect.fail('A result without a response of the worker.'));
    workers[0]!.respond({ type: 'started', text: 1 });
    text.end();
    vi.advanceTimersByTime(TIMEOUT);
    expect(workers[0]!.isTerminated).toBe(true);
  });

  it('highlights nothing more after several timeouts', () => {
    const { workers, openText } = setUp();
    for (let count = 0; count < MAX_TIMEOUTS; count++) {
      openText('js').highlight(['a'], () => {});
      workers.at(-1)!.respond({ type: 'started', text: count + 1 });
      vi.advanceTimersByTime(TIMEOUT);
    }
    let answer: HighlightResult | null = null;
    openText('js').highlight(['a'], (result) => (answer = result));
    expect(answer).toBe('none');
    expect(workers).toHaveLength(MAX_TIMEOUTS);
  });

  it('starts another worker if the script of the first could not be loaded', () => {
    const { workers, openText } = setUp();
    let answer: HighlightResult | null = null;
    openText('js').highlight(['a'], (result) => (answer = result));
    workers[0]!.fail();
    expect(answer).toBe('none');
    openText('js').highlight(['a'], () => {});
    expect(workers).toHaveLength(2);
  });
});
