import { CALLS } from './calls.ts';
import { ENDINGS } from './endings.ts';
import { ERRORS } from './errors.ts';
import type { ModelServerCase } from './model-server-case.ts';
import { FRAMING, IGNORED_DATA } from './ignored-data.ts';
import { REPORTED_CALLS } from './reported-calls.ts';
import { REPORTED_ERRORS } from './reported-errors.ts';
import { REPORTED_STREAMS } from './reported-streams.ts';
import { REPORTED_REASONING } from './reported-reasoning.ts';
import { FORMS, SHAPES } from './shapes.ts';
import { REASONING } from './reasoning.ts';

/** All cases by subject. */
export const CASES: Readonly<Record<string, ModelServerCase[]>> = {
  'data that is not a chunk': IGNORED_DATA,
  framing: FRAMING,
  'another shape': SHAPES,
  'another form': FORMS,
  'tool calls': CALLS,
  thinking: REASONING,
  endings: ENDINGS,
  errors: ERRORS,
  'public reports of streams': REPORTED_STREAMS,
  'public reports of tool calls': REPORTED_CALLS,
  'public reports of reasoning': REPORTED_REASONING,
  'public reports of errors': REPORTED_ERRORS,
};

export const ALL_CASES: readonly ModelServerCase[] = Object.values(CASES).flat();
