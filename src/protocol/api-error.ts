import { z } from 'zod';

/** Error code: the hub cannot reach its database. The request can be sent again. */
export const DATABASE_UNAVAILABLE = 'database_unavailable';

/** Error code: the hub's disk is full, so it refuses requests that write. */
export const DISK_FULL = 'disk_full';

/** Error code: the run to cancel has already ended. */
export const RUN_HAS_ENDED = 'run_has_ended';

/** Error code: the thread already has an active run. */
export const ACTIVE_RUN = 'active_run';

/** Error code, with status 401: sign-in is required. */
export const SIGN_IN_REQUIRED = 'sign_in_required';

/** The body of every error answer, in OpenAI's format. */
export const apiErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

export type ApiError = z.infer<typeof apiErrorSchema>;
