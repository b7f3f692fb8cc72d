import { z } from 'zod';

/** The body of every answer that is not a success, as OpenAI's. */
export const apiErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

export type ApiError = z.infer<typeof apiErrorSchema>;
