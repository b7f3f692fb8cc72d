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

/** Opens a stream, and keeps what a client would be told. */
function watch(path = PATH) {
  const told: string[] = [];
  const source = open(path);
  source.addEventListener('open', () => told.push('open'));
  source.addEventListener('error', () => told.push('error'));
  source.addEventListener('message', ({ lastEventId }: SourceMessage) => told.push(lastEventId));
  return { source, told };
}

function signOfLife(lastId = ''): void {
  streams.newest.send(lastId, 'hub.keep-alive', { interval: INTERVAL });
}

const delta = (id: string) => streams.newest.send(id, 'thread.message.delta', deltaOf('msg_1', 'It '));

describe('a stream that falls silent', () => {
  it('is lost after two intervals without a sign of life, and goes on after the last id', () => {
    const { source, told } = watch();
    streams.newest.open();
    delta('1-1');
    signOfLife('1-1');
    clock.advance(2 * INTERVAL - 1);
    expect(streams.newest.closed).toBe(false);
    clock.advance(INTERVAL);
    expect(streams.sources[0]?.closed).toBe(true);
    expect(told).toEqual(['open', '1-1', 'error']);
    clock.advance(1_000);
    expect(streams.newest.url).toBe(`${PATH}?keep_alive=event&last_event_id=1-1`);
    expect(source.readyState).toBe(0);
    streams.newest.open();
    delta('1-2');
    expect(told).toEqual(['open', '1-1', 'error', 'open', '1-2']);
  });

  it('is not lost while signs of life come, which its client is not told of', () => {
    const { told } = watch();
    streams.newest.open();
    delta('1-1');
    for (let each = 0; each < 20; each++) {
      signOfLife('1-1');
      clock.advance(INTERVAL);
    }
    expect(streams.sources).toHaveLength(1);
    expect(told).toEqual(['open', '1-1']);
  });

  it('is not lost while events come', () => {
    watch();
    streams.newest.open();
    signOfLife();
    for (let seq = 1; seq < 20; seq++) {
      clock.advance(2 * INTERVAL - 1);
      delta(`1-${seq}`);
    }
    expect(streams.sources).toHaveLength(1);
  });

  it('is lost again and again while the hub takes connections and says nothing', () => {
    const { told } = watch();
    streams.newest.open();
    signOfLife();
    clock.advance(10 * INTERVAL);
    expect(streams.sources.length).toBeGreaterThanOrEqual(4);
    expect(streams.alive).toHaveLength(1);
    expect(new Set(told.slice(1))).toEqual(new Set(['error']));
  });

  it('is watched by the interval that the hub has told on another stream', () => {
    const other = watch('/v1/events');
    streams.newest.open();
    signOfLife();
    other.source.close();
    watch();
    streams.newest.open();
    clock.advance(3 * INTERVAL);
    expect(streams.sources[1]?.closed).toBe(true);
  });

  it('has more time where the hub has told no interval', () => {
    watch();
    streams.newest.open();
    delta('1-1');
    clock.advance(DEFAULT_SILENCE - 1);
    expect(streams.newest.closed).toBe(false);
    clock.advance(DEFAULT_SILENCE);
    expect(streams.sources[0]?.closed).toBe(true);
  });

  it('is left alone for long where the hub sends neither signs of life nor ids: it would start over', () => {
    watch();
    streams.newest.open();
    delta('');
    clock.advance(SILENCE_WITHOUT_IDS);
    expect(streams.sources).toHaveLength(1);
    clock.advance(DEFAULT_SILENCE);
    expect(streams.sources).toHaveLength(2);
  });

  it('is watched no more once it is closed, by its client or by the hub', () => {
    const { source } = watch();
    source.close();
    expect(source.readyState).toBe(2);
    const { told } = watch();
    streams.newest.closeForGood();
    expect(told).toEqual(['error']);
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
