import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createHighlightWorkerClient,
  MOST_TIMEOUTS,
  TIMEOUT,
  type Colours,
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

/** A worker whose answers the test gives. */
class FakeWorker implements WorkerLike {
  readonly asked: HighlightRequest[] = [];
  isEnded = false;
  #onMessage: (event: { data: HighlightResponse }) => void = () => {};
  #onError = (): void => {};

  addEventListener(type: 'message' | 'error', listener: (event: { data: HighlightResponse }) => void): void {
    if (type === 'message') this.#onMessage = listener;
    else this.#onError = listener as () => void;
  }

  postMessage(message: HighlightRequest): void {
    this.asked.push(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(message: HighlightResponse): void {
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

describe('texts that are coloured', () => {
  it('share one worker, and each gets its own answers', () => {
    const { workers, openText } = setUp();
    const answers: [string, Colours][] = [];
    openText('js').colour(['a'], (colours) => answers.push(['js', colours]));
    openText('py').colour(['b'], (colours) => answers.push(['py', colours]));
    const tokens = [[{ text: 'b', kind: 'keyword' }]];
    workers[0]!.say({ type: 'coloured', text: 2, tokens });
    workers[0]!.say({ type: 'coloured', text: 1, tokens: null });
    expect(answers).toEqual([
      ['py', tokens],
      ['js', 'none'],
    ]);
    expect(workers).toHaveLength(1);
  });

  it('wait for a grammar as long as it takes to load', () => {
    const { workers, openText } = setUp();
    openText('js').colour(['a'], () => expect.fail('It was not answered.'));
    vi.advanceTimersByTime(TIMEOUT * 10);
    expect(workers[0]!.isEnded).toBe(false);
  });

  it('end the worker that is at one of them for too long; that gets no colours, the others begin anew', () => {
    const { workers, openText } = setUp();
    const answers: Record<string, Colours> = {};
    const [slow, waiting, idle] = ['slow', 'waiting', 'idle'].map((name) => {
      const text = openText('js');
      return { colour: () => text.colour([name], (colours) => (answers[name] = colours)), text };
    });
    idle!.colour();
    workers[0]!.say({ type: 'coloured', text: 3, tokens: [[]] });
    slow!.colour();
    waiting!.colour();
    workers[0]!.say({ type: 'begins', text: 1 });
    vi.advanceTimersByTime(TIMEOUT);
    expect(workers[0]!.isEnded).toBe(true);
    expect(answers).toEqual({ idle: [[]], slow: 'none', waiting: 'lost' });
    openText('js').colour(['new'], () => {});
    idle!.colour();
    expect(answers).toHaveProperty('idle', 'lost');
    expect(workers).toHaveLength(2);
    workers[0]!.say({ type: 'coloured', text: 1, tokens: [[]] });
    expect(answers).toHaveProperty('slow', 'none');
  });

  it('end the worker also for a text that is not wanted any more', () => {
    const { workers, openText } = setUp();
    const text = openText('js');
    text.colour(['a'], () => expect.fail('It was not answered.'));
    workers[0]!.say({ type: 'begins', text: 1 });
    text.end();
    vi.advanceTimersByTime(TIMEOUT);
    expect(workers[0]!.isEnded).toBe(true);
  });

  it('are coloured no more after some that took too long', () => {
    const { workers, openText } = setUp();
    for (let count = 0; count < MOST_TIMEOUTS; count++) {
      openText('js').colour(['a'], () => {});
      workers.at(-1)!.say({ type: 'begins', text: count + 1 });
      vi.advanceTimersByTime(TIMEOUT);
    }
    let answer: Colours | null = null;
    openText('js').colour(['a'], (colours) => (answer = colours));
    expect(answer).toBe('none');
    expect(workers).toHaveLength(MOST_TIMEOUTS);
  });

  it('ask for a worker again if its script could not be loaded', () => {
    const { workers, openText } = setUp();
    let answer: Colours | null = null;
    openText('js').colour(['a'], (colours) => (answer = colours));
    workers[0]!.fail();
    expect(answer).toBe('none');
    openText('js').colour(['a'], () => {});
    expect(workers).toHaveLength(2);
  });
});
