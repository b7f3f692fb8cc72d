import type { OutputKind } from './output-kinds.ts';

/** The values of a streaming display, with their labels. */
export const DISPLAY_SEGMENTS = [
  { value: 'auto', label: 'Auto' },
  { value: 'always', label: 'Always' },
  { value: 'never', label: 'Never' },
] as const;

/**
 * The names of the choices for each kind of output. The name of the choice for text is older than the other kinds; tests
 * from outside use it.
 */
export const DISPLAY_NAMES: Readonly<Record<OutputKind, string>> = {
  text: 'Streaming display',
  thinking: 'Show thinking',
  tools: 'Show tool calls',
};
