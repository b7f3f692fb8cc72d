import { CALLS } from './calls.ts';
import { ENDINGS } from './endings.ts';
import { ERRORS } from './errors.ts';
import type { ModelServerCase } from './model-server-case.ts';
import { FRAMING, PASSED_OVER } from './passed-over.ts';
import { FORMS, SHAPES } from './shapes.ts';
import { THOUGHTS } from './thoughts.ts';

/** Every case, by what it is about. */
export const CASES: Readonly<Record<string, ModelServerCase[]>> = {
  'what is no chunk': PASSED_OVER,
  framing: FRAMING,
  'another shape': SHAPES,
  'another form': FORMS,
  'tool calls': CALLS,
  thinking: THOUGHTS,
  endings: ENDINGS,
  errors: ERRORS,
};

export const ALL_CASES: readonly ModelServerCase[] = Object.values(CASES).flat();
