import { describe, expect, it } from 'vitest';
import { formMistake } from '../../../src/hub/runner/requests/form-mistake.ts';

describe('the content of a form', () => {
  it('is wrong without a required field, even if the field has a default', () => {
    const form = {
      type: 'object' as const,
      properties: { day: { type: 'string' as const, default: 'Monday' }, loud: { type: 'boolean' as const } },
      required: ['day'],
    };
    expect(formMistake(form, {})).toContain('day');
    expect(formMistake(form, { day: 'Friday' })).toBeNull();
  });

  it('can leave out an optional field with the name of a property of all objects', () => {
    const form = {
      type: 'object' as const,
      properties: { constructor: { type: 'string' as const }, toString: { type: 'string' as const } },
    };
    expect(formMistake(form, {})).toBeNull();
    expect(formMistake(form, { constructor: 'Ana' })).toBeNull();
    expect(formMistake(form, { constructor: 1 })).toContain('constructor');
  });
});
