/** The displays to choose from. */
export const DISPLAY_SEGMENTS = [
  { value: 'auto', label: 'Auto' },
  { value: 'always', label: 'Always' },
  { value: 'never', label: 'Never' },
] as const;
