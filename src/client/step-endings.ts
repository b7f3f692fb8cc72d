/** How a step of a run, or a run, ended without being completed, as a person reads it. */
export const STEP_ENDINGS = { failed: 'Failed', cancelled: 'Stopped', expired: 'Timed out' } as const;
