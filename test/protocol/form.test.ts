import { expect, it } from 'vitest';
import { formSchema } from '../../src/protocol/form.ts';

it('a form cannot require a field that it does not have, because nobody could fill it in', () => {
  const properties = { day: { type: 'string' } };
  const requiring = (name: string) =>
    formSchema.safeParse({ type: 'object', properties, required: [name] }).success;
  expect(requiring('day')).toBe(true);
  expect(requiring('hour')).toBe(false);
  expect(requiring('toString')).toBe(false);
});
