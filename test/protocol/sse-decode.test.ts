import { describe, expect, it } from 'vitest';
import { createSseDecoder, type SseEvent } from '../../src/protocol/sse-decode.ts';
import { decode, encode, recordedStreams } from './recorded-streams.ts';

/** The events of a stream, read without a decoder: blocks between blank lines, with at most one line of data each. */
function readBlocks(stream: string): SseEvent[] {
  return stream.split('\n\n').flatMap((block) => {
    const fields = new Map(
      block.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]),
    );
    const data = fields.get('data');
    return data === undefined ? [] : [{ event: 'message', data, lastEventId: fields.get('id') ?? '' }];
  });
}

/** Compares without the cost of a report, for thousands of comparisons. */
function areSame(events: SseEvent[], expected: SseEvent[]): boolean {
  return (
    events.length === expected.length &&
    events.every(({ event, data, lastEventId }, at) => {
      const other = expected[at];
      return event === other?.event && data === other.data && lastEventId === other.lastEventId;
    })
  );
}

describe.each([...recordedStreams])('the recorded stream %s', (_, recorded) => {
  const expected = readBlocks(recorded);

  describe.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('with %s', (__, lineEnd) => {
    const text = recorded.replaceAll('\n', lineEnd);
    const bytes = encode(text);

    it('gives the same events wherever the network cuts it in two', { timeout: 30_000 }, () => {
      for (let at = 0; at <= bytes.length; at++) {
        const events = decode(bytes.subarray(0, at), bytes.subarray(at));
        if (!areSame(events, expected)) expect(events, `cut at byte ${at}`).toEqual(expected);
      }
    });

    it('gives the same events byte by byte', () => {
      expect(decode(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
    });

    it('gives the same events after a byte order mark', () => {
      const marked = encode(`\ufeff${text}`);
      for (let at = 0; at <= 4; at++) {
        expect(decode(marked.subarray(0, at), marked.subarray(at))).toEqual(expected);
      }
    });
  });

  it('loses only its last event when it is cut off', () => {
    const bytes = encode(recorded);
    expect(decode(bytes.subarray(0, -1))).toEqual(expected.slice(0, -1));
  });
});

describe('a decoder', () => {
  it('returns an event as soon as its blank line begins, even if that is a CR', () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encode('data: a\r\r'))).toMatchObject([{ data: 'a' }]);
    expect(decoder.push(encode('\ndata: b\n\n'))).toMatchObject([{ data: 'b' }]);
  });

  it('reads a CRLF as one line end, wherever it is cut', () => {
    const bytes = encode('event: x\r\ndata: one\r\ndata: two\r\nid: 7\r\n\r\ndata: three\r\n\r\n');
    for (let at = 0; at <= bytes.length; at++) {
      expect(decode(bytes.subarray(0, at), bytes.subarray(at)), `cut at byte ${at}`).toEqual([
        { event: 'x', data: 'one\ntwo', lastEventId: '7' },
        { event: 'message', data: 'three', lastEventId: '7' },
      ]);
    }
  });

  it('moves the cursor at a block with an id and no data', () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encode('id: 1-7\n\n'))).toEqual([]);
    expect(decoder.lastEventId).toBe('1-7');
    expect(decoder.push(encode('data: next\n\n'))).toMatchObject([{ lastEventId: '1-7' }]);
  });

  it('drops an event that is cut off, with its id', () => {
    const decoder = createSseDecoder();
    decoder.push(encode('id: 1-1\ndata: whole\n\nid: 1-2\ndata: half\n'));
    expect(decoder.lastEventId).toBe('1-1');
  });

  it('clears the cursor at an id without a value, and ignores an id with NUL', () => {
    const events = decode(encode('id: 1-1\ndata: a\n\nid: 1-\0 2\ndata: b\n\nid\ndata: c\n\n'));
    expect(events.map((event) => event.lastEventId)).toEqual(['1-1', '1-1', '']);
  });

  it('reads the milliseconds of retry, and ignores other values', () => {
    const decoder = createSseDecoder();
    expect(decoder.retry).toBeUndefined();
    decoder.push(encode('retry: 1500\n\n'));
    decoder.push(encode('retry: soon\nretry: -1\nretry: 1.5\nretry\n\n'));
    expect(decoder.retry).toBe(1500);
  });

  it.each([
    ['comments', ': keep-alive\n\n:\n\ndata: a\n: between\ndata: b\n\n', ['a\nb']],
    ['data over several lines', 'data: one\ndata:\ndata: three\n\n', ['one\n\nthree']],
    ['data that is empty, as a browser does', 'data:\n\ndata\ndata\n\ndata: x\n\n', ['', '\n', 'x']],
    [
      'one space after the colon, and only one',
      'data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n',
      ['a', 'b', ' c', '\td'],
    ],
    ['colons in the data', 'data: {"a":1}\n\ndata::\n\n', ['{"a":1}', ':']],
    ['fields that it does not know', 'date: x\nDATA: x\n data: x\nx\ndata: a\n\n', ['a']],
    ['blank lines', '\n\n\n\ndata: a\n\n\n\n', ['a']],
    ['a byte order mark that is not at the start', 'data: \ufeffa\n\n\ufeffdata: b\n\n', ['\ufeffa']],
    ['line separators that are not line ends', 'data: a\u2028b\u0085c\vd\n\n', ['a\u2028b\u0085c\vd']],
  ])('reads %s', (_, stream, expected) => {
    expect(decode(encode(stream)).map((event) => event.data)).toEqual(expected);
  });

  it('names only the event that has the name', () => {
    const named = decode(encode('event: done\ndata: [DONE]\n\ndata: a\n\nevent: x\n\ndata: b\n\n'));
    expect(named.map((event) => event.event)).toEqual(['done', 'message', 'message']);
  });

  it('survives bytes that are not UTF-8', () => {
    expect(decode(Uint8Array.of(...encode('data: a'), 0xff, 0xc3, ...encode('\n\n')))).toMatchObject([
      { data: 'a\ufffd\ufffd' },
    ]);
  });
});
