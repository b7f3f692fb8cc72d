import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { messageDeltaSchema } from '../../src/protocol/message.ts';
import { readMessageDelta, readStepDelta, readThinkingDelta } from '../../src/protocol/read-delta.ts';
import { thinkingDeltaSchema } from '../../src/protocol/thinking.ts';
import { stepDeltaSchema } from '../../src/protocol/tool-call-pieces.ts';

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
      fc.dictionary(fc.constantFrom('object', 'annotations', 'x'), fc.jsonValue(), { maxKeys: 2 }),
    )
    .map(([record, more]) => ({ ...more, ...record }));

const text = fc.string();
const textPart = withMore({
  type: orElse(fc.constantFrom('text', 'image_file')),
  text: orElse(withMore({ value: orElse(text) })),
});
const piece = withMore({
  index: orElse(fc.integer({ min: -1, max: 200 })),
  id: orElse(text),
  function: orElse(withMore({ name: orElse(text), arguments: orElse(text), output: orElse(text) })),
});
const several = (item: fc.Arbitrary<unknown>) => orElse(fc.array(orElse(item), { maxLength: 3 }));

interface Kind {
  read: (data: unknown) => unknown;
  schema: z.ZodType;
  delta: fc.Arbitrary<unknown>;
  sent: unknown;
}

const kinds: Record<string, Kind> = {
  'a message': {
    read: readMessageDelta,
    schema: messageDeltaSchema,
    delta: withMore({ content: several(textPart) }),
    sent: { content: [{ index: 0, type: 'text', text: { value: 'Good' } }] },
  },
  thinking: {
    read: readThinkingDelta,
    schema: thinkingDeltaSchema,
    delta: withMore({ thinking: orElse(withMore({ value: orElse(text), elapsed_ms: orElse(fc.nat()) })) }),
    sent: { thinking: { value: 'Let me see.', elapsed_ms: 1_200 } },
  },
  'a step': {
    read: readStepDelta,
    schema: stepDeltaSchema,
    delta: withMore({ step_details: orElse(withMore({ tool_calls: several(piece) })) }),
    sent: {
      step_details: {
        type: 'tool_calls',
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'add', arguments: '' } }],
      },
    },
  },
};

describe.each(Object.entries(kinds))('reading a delta of %s', (_, { read, schema, delta, sent }) => {
  it('gives the same result as the schema, or null', () => {
    let count = 0;
    const whole = orElse(withMore({ id: orElse(text), delta: orElse(delta) }));
    fc.assert(
      fc.property(whole, (data) => {
        const json: unknown = data === undefined ? undefined : JSON.parse(JSON.stringify(data));
        const result = read(json);
        if (result === null) return;
        count += 1;
        expect(result).toEqual(schema.parse(json));
      }),
      { numRuns: 20_000 },
    );
    expect(count, 'some are read at all').toBeGreaterThan(500);
  });

  it('reads every delta of the hub without the schema', () => {
    expect(read({ id: 'id_1', object: 'of.a.delta', delta: sent })).not.toBeNull();
  });
});
