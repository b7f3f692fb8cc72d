import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceMessage } from '../../src/client/event-source.ts';
import {
  SILENCE_WITHOUT_IDS,
  DEFAULT_SILENCE,
  withSilenceTimeout,
} from '../../src/client/silence-timeout.ts';
import { FakeClock } from '../app/support/fake-clock.ts';
import { deltaOf, FakeStreams } from '../app/support/fake-event-source.ts';

const INTERVAL = 15_000;
const PATH = '/v1/threads/thread_1/stream/run_1';

let clock: FakeClock;
let streams: FakeStreams;
let open: ReturnType<typeof withSilenceTimeout>;

beforeEach(() => {
  clock = new FakeClock();
  streams = new FakeStreams();
  open = withSilenceTimeout(streams.open, clock, () => 1);
});

/** Opens a stream, and records the events of a client. */
function watch(path = PATH) {
  const events: string[] = [];
  const source = open(path);
  source.addEventListener('open', () => events.push('open'));
  source.addEventListener('error', () => events.push('error'));
  source.addEventListener('message', ({ lastEventId }: SourceMessage) => events.push(lastEventId));
  return { source, events };
}

function sendKeepAlive(lastId = ''): void {
  streams.newest.send(lastId, 'hub.keep-alive', { interval: INTERVAL });
}

const delta = (id: string) => streams.newest.send(id, 'thread.message.delta', deltaOf('msg_1', 'It '));

describe('a stream that falls silent', () => {
  it('is lost after two intervals without a keep-alive event, and reconnects after the last id', () => {
    const { source, events } = watch();
    streams.newest.open();
    delta('1-1');
    sendKeepAlive('1-1');
    clock.advance(2 * INTERVAL - 1);
    expect(streams.newest.closed).toBe(false);
    clock.advance(INTERVAL);
    expect(streams.sources[0]?.closed).toBe(true);
    expect(events).toEqual(['open', '1-1', 'error']);
    clock.advance(1_000);
    expect(streams.newest.url).toBe(`${PATH}?keep_alive=event&last_event_id=1-1`);
    expect(source.readyState).toBe(0);
    streams.newest.open();
    delta('1-2');
    expect(events).toEqual(['open', '1-1', 'error', 'open', '1-2']);
  });

  it('is not lost while keep-alive events arrive, which its client does not get', () => {
    const { events } = watch();
    streams.newest.open();
    delta('1-1');
    for (let each = 0; each < 20; each++) {
      sendKeepAlive('1-1');
      clock.advance(INTERVAL);
    }
    expect(streams.sources).toHaveLength(1);
    expect(events).toEqual(['open', '1-1']);
  });

  it('is not lost while events arrive', () => {
    watch();
    streams.newest.open();
    sendKeepAlive();
    for (let seq = 1; seq < 20; seq++) {
      clock.advance(2 * INTERVAL - 1);
      delta(`1-${seq}`);
    }
    expect(streams.sources).toHaveLength(1);
  });

  it('is lost again and again while the hub accepts connections and sends nothing', () => {
    const { events } = watch();
    streams.newest.open();
    sendKeepAlive();
    clock.advance(10 * INTERVAL);
    expect(streams.sources.length).toBeGreaterThanOrEqual(4);
    expect(streams.alive).toHaveLength(1);
    expect(new Set(events.slice(1))).toEqual(new Set(['error']));
  });

  it('uses the interval that the hub has announced on another stream', () => {
    const other = watch('/v1/events');
    streams.newest.open();
    sendKeepAlive();
    other.source.close();
    watch();
    streams.newest.open();
    clock.advance(3 * INTERVAL);
    expect(streams.sources[1]?.closed).toBe(true);
  });

  it('has more time if the hub has announced no interval', () => {
    watch();
    streams.newest.open();
    delta('1-1');
    clock.advance(DEFAULT_SILENCE - 1);
    expect(streams.newest.closed).toBe(false);
    clock.advance(DEFAULT_SILENCE);
    expect(streams.sources[0]?.closed).toBe(true);
  });

  it('has much more time if the hub sends neither keep-alive events nor ids, because it would start over', () => {
    watch();
    streams.newest.open();
    delta('');
    clock.advance(SILENCE_WITHOUT_IDS);
    expect(streams.sources).toHaveLength(1);
    clock.advance(DEFAULT_SILENCE);
    expect(streams.sources).toHaveLength(2);
  });

  it('has no timer once it is closed by its client or by the hub', () => {
    const { source } = watch();
    source.close();
    expect(source.readyState).toBe(2);
    const { events } = watch();
    streams.newest.closeForGood();
    expect(events).toEqual(['error']);
    expect(clock.waiting).toEqual([]);
  });

  it('can be closed by its client as soon as it is lost', () => {
    const { source } = watch();
    streams.newest.open();
    source.addEventListener('error', () => source.close());
    clock.advance(2 * DEFAULT_SILENCE);
    expect(streams.sources).toHaveLength(1);
    expect(clock.waiting).toEqual([]);
  });
});
