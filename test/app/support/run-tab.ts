import type { OpenEventSource } from '../../../src/client/event-source.ts';
import { openRunStream, type StreamSignal } from '../../../src/client/run-stream.ts';
import type { TextStorage } from '../../../src/app/browser/open-storage.ts';
import { createRunStore, type RunStore } from '../../../src/app/runs/run-store.ts';
import type { Run } from '../../../src/protocol/run.ts';
import { FakeClock } from './fake-clock.ts';
import { deltaOf, FakeStreams } from './fake-event-source.ts';

/** A run store without a page, which follows runs over the streams of the test. */
export class RunTab {
  readonly clock = new FakeClock();
  readonly streams = new FakeStreams();
  store: RunStore;

  constructor(storage: TextStorage = localStorage) {
    this.store = createRunStore(this.clock, storage, 'account_1');
  }

  get live() {
    return this.store.getState().runs['run_1'];
  }

  runAt(status: Run['status'] = 'in_progress', id = 'run_1'): Run {
    return {
      id,
      object: 'thread.run',
      created_at: this.clock.now() / 1000,
      thread_id: 'thread_1',
      assistant_id: 'symposium/streaming-example/0.0.3',
      status,
    };
  }

  /** @param pass transforms the signals before the store gets them */
  follow(
    runId = 'run_1',
    openEventSource: OpenEventSource = this.streams.open,
    pass = (signals: AsyncIterable<StreamSignal>) => signals,
  ): () => void {
    return this.store.follow(this.runAt('in_progress', runId), (cursor, signal) =>
      pass(
        openRunStream({
          threadId: 'thread_1',
          runId,
          cursor,
          signal,
          clock: this.clock,
          openEventSource,
          random: () => 1,
        }),
      ),
    );
  }

  sendDeltas(count: number, from = 1): void {
    for (let seq = from; seq < from + count; seq++) {
      this.streams.newest.send(`1-${seq}`, 'thread.message.delta', deltaOf('msg_1', `${seq} `));
    }
  }

  /** The data of the event with which the message ends. */
  completed(text: string, times: Partial<{ created_at: number; completed_at: number }> = {}) {
    return {
      id: 'msg_1',
      object: 'thread.message',
      created_at: this.clock.now() / 1000,
      thread_id: 'thread_1',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'text', text: { value: text } }],
      ...times,
    };
  }
}
