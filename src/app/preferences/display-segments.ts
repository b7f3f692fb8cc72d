/** The values of a streaming display, with their labels. */
export const DISPLAY_SEGMENTS = [
  { value: 'auto', label: 'Auto' },
  { value: 'always', label: 'Always' },
  { value: 'never', label: 'Never' },
] as const;
