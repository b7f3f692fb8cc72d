import { z } from 'zod';

/** The code of the answer when the hub cannot reach its database. The request can be sent again. */
export const DATABASE_UNAVAILABLE = 'database_unavailable';

/** The code of the answer to a writing request while the hub's disk is full. */
export const DISK_FULL = 'disk_full';

/** The code of the answer to a request to cancel a run that has ended. */
export const RUN_HAS_ENDED = 'run_has_ended';

/** The code of the answer to a request for a run on a thread that has an active one. */
export const ACTIVE_RUN = 'active_run';

/** The code of the answer, with status 401, when sign-in is required. */
export const SIGN_IN_REQUIRED = 'sign_in_required';

/** The body of every error answer, as with OpenAI. */
export const apiErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

export type ApiError = z.infer<typeof apiErrorSchema>;
