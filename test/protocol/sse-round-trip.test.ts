import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseDecoder } from '../../src/protocol/sse-decode.ts';
import { encodeEnvelope, encodeRetry, KEEP_ALIVE } from '../../src/protocol/sse-encode.ts';
import { decode, encode } from './recorded-streams.ts';

/** Any JavaScript string, halves of surrogate pairs included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('\r', '\n', '\r\n\r\n', 'data: x\n\n', '\u2028\u2029', '\0', '\ufeff', '\ud83e', '👩‍👧'),
);

describe('an encoded stream', () => {
  it('is decoded to the same events, whatever their text and wherever it is cut', () => {
    const events = fc.array(
      fc.record({ name: fc.constantFrom('thread.message.delta', 'error'), text: anyText }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(events, fc.array(fc.nat(10_000)), (sent, cuts) => {
        const stream = sent.map(({ name, text }, at) => {
          return encodeEnvelope(`1-${at + 1}`, name, JSON.stringify({ text })) + (at % 2 ? KEEP_ALIVE : '');
        });
        const bytes = encode(encodeRetry(1500) + stream.join(''));
        const edges = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
        const parts = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge));
        const received = decode(...parts);
        expect(received.map(({ data }) => JSON.parse(data))).toEqual(
          sent.map(({ name, text }) => ({ event: name, data: { text } })),
        );
        expect(received.map((event) => event.lastEventId)).toEqual(sent.map((_, at) => `1-${at + 1}`));
        expect(new Set(received.map((event) => event.event))).toEqual(new Set(['message']));
      }),
    );
  });

  it('sets the reconnect time without an event', () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encode(encodeRetry(1500) + KEEP_ALIVE))).toEqual([]);
    expect(decoder.retry).toBe(1500);
  });
});
