import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageDeltaSchema } from '../../src/protocol/message.ts';
import { readDelta } from '../../src/protocol/read-delta.ts';

/** Sometimes replaces a part with another JSON value. */
const orElse = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 6, arbitrary },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );

const withMore = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .tuple(
      fc.record(fields),
      fc.dictionary(fc.constantFrom('object', 'index', 'annotations', 'x'), fc.jsonValue(), { maxKeys: 2 }),
    )
    .map(([record, more]) => ({ ...more, ...record }));

const part = withMore({
  type: orElse(fc.constantFrom('text', 'image_file')),
  text: orElse(withMore({ value: orElse(fc.string()) })),
});
const delta = withMore({
  id: orElse(fc.string()),
  delta: orElse(withMore({ content: orElse(fc.array(orElse(part), { maxLength: 3 })) })),
});

describe('reading a delta', () => {
  it('gives the same result as the schema, or null', () => {
    let read = 0;
    fc.assert(
      fc.property(orElse(delta), (data) => {
        const json: unknown = data === undefined ? undefined : JSON.parse(JSON.stringify(data));
        const result = readDelta(json);
        if (result === null) return;
        read += 1;
        expect(result).toEqual(messageDeltaSchema.parse(json));
      }),
      { numRuns: 20_000 },
    );
    expect(read, 'some are read at all').toBeGreaterThan(500);
  });

  it('reads every delta of the hub without the schema', () => {
    const content = [{ index: 0, type: 'text', text: { value: 'Good' } }];
    expect(readDelta({ id: 'msg_1', object: 'thread.message.delta', delta: { content } })).not.toBeNull();
  });
});
