import { z } from 'zod';
import { formSchema } from './form.ts';
import { MAX_QUESTION_LENGTH } from './person-request.ts';

/** The body of `POST /threads/{id}/runs/{id}/requests`: what the agent of a run asks the person. */
export const agentRequestSchema = z
  .strictObject({
    /** The agent chooses it. A repeated id asks nothing again. It is also the id of the person's request. */
    id: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'),
    /** A call that may run only if the person approves it. `message_id` is the header of the completion. */
    approval: z.strictObject({ message_id: z.string(), tool_call_id: z.string() }).optional(),
    question: z
      .strictObject({ text: z.string().min(1).max(MAX_QUESTION_LENGTH), form: formSchema })
      .optional(),
  })
  .refine(({ approval, question }) => (approval === undefined) !== (question === undefined), {
    error: 'send either approval or question',
    path: ['question'],
  });

export type AgentRequest = z.infer<typeof agentRequestSchema>;

/** The decision on a call. Run it only if the hash is that of the call. */
const decisionSchema = z.object({ approve: z.boolean(), reason: z.string().nullable(), hash: z.string() });

/** The fields of the form; null if the person declined to answer. */
const contentSchema = z.object({ content: z.record(z.string(), z.unknown()).nullable() });

/** The state of a request. While the person has not answered, the agent sends the request again. */
export const agentRequestStateSchema = z.object({
  object: z.literal('run.request'),
  id: z.string(),
  status: z.enum(['waiting', 'answered']),
  answer: z.union([decisionSchema, contentSchema]).nullable(),
});

export type AgentRequestState = z.infer<typeof agentRequestStateSchema>;
