import type { RetryClock } from '../../src/hub/providers/openai-compatible/retry-policy.ts';

/** A clock with which another try of a request comes at once. */
export const NO_WAITING: RetryClock = { now: Date.now, random: () => 0, sleep: async () => {} };
