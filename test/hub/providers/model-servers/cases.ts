import { CALLS } from './calls.ts';
import { ENDINGS } from './endings.ts';
import { ERRORS } from './errors.ts';
import type { ModelServerCase } from './model-server-case.ts';
import { FRAMING, PASSED_OVER } from './passed-over.ts';
import { REPORTED_CALLS } from './reported-calls.ts';
import { REPORTED_ERRORS } from './reported-errors.ts';
import { REPORTED_STREAMS } from './reported-streams.ts';
import { REPORTED_THOUGHTS } from './reported-thoughts.ts';
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
  'public reports of streams': REPORTED_STREAMS,
  'public reports of tool calls': REPORTED_CALLS,
  'public reports of thinking': REPORTED_THOUGHTS,
  'public reports of errors': REPORTED_ERRORS,
};

export const ALL_CASES: readonly ModelServerCase[] = Object.values(CASES).flat();
