import { z } from 'zod';
import { formSchema } from './form.ts';

/** Maximum length of a question, in characters. */
export const MAX_QUESTION_LENGTH = 10_000;

/** The person decides whether a tool call may run. */
const approvalRequestSchema = z.object({
  id: z.string(),
  type: z.literal('approval'),
  /** The step of the call, and the call's place in `step_details.tool_calls`. */
  step_id: z.string(),
  index: z.number().int(),
  tool_call: z.object({
    id: z.string(),
    type: z.literal('function'),
    function: z.object({ name: z.string(), arguments: z.string() }),
  }),
  /** The SHA-256 of the call in hexadecimal. An answer has the same hash, so it can't approve another call. */
  hash: z.string(),
});

/** The person answers a question with a form. */
const questionRequestSchema = z.object({
  id: z.string(),
  type: z.literal('question'),
  question: z.string(),
  form: formSchema,
});

/** A request that has not been answered, as the required action of a run lists it. */
export const personRequestSchema = z.union([approvalRequestSchema, questionRequestSchema]);

export type PersonRequest = z.infer<typeof personRequestSchema>;
export type ApprovalRequest = z.infer<typeof approvalRequestSchema>;
export type QuestionRequest = z.infer<typeof questionRequestSchema>;

/** The required action of a run that waits for answers. */
export const answersRequiredSchema = z.object({
  type: z.literal('submit_answers'),
  submit_answers: z.object({ requests: z.array(personRequestSchema) }),
});

/** Returns the required action of a run that waits for the answers to these requests. */
export function answersRequired(requests: readonly PersonRequest[]) {
  return { type: 'submit_answers', submit_answers: { requests: [...requests] } };
}

/** Returns the requests whose answers a run waits for; an empty array for any other action. */
export function openRequests(action: unknown): PersonRequest[] {
  return answersRequiredSchema.safeParse(action).data?.submit_answers.requests ?? [];
}

/** Maximum length of the reason for a denial, in characters. */
const MAX_REASON = 2_000;

/** The decision on a tool call. */
const approvalSchema = z.strictObject({
  request_id: z.string(),
  /** The hash of the request. */
  hash: z.string(),
  approve: z.boolean(),
  /** Why the person denied the call. The model gets it. */
  reason: z.string().max(MAX_REASON).nullish(),
  /** Also approves all later calls of this tool by this agent in the conversation. */
  always: z.boolean().nullish(),
});

/** The answer to a question; `content` is null if the person declined to answer. */
const answerSchema = z.strictObject({
  request_id: z.string(),
  content: z.record(z.string(), z.unknown()).nullable(),
});

/** The body of `POST /threads/{id}/runs/{id}/answers`. */
export const answersSchema = z.strictObject({
  answers: z.array(z.union([approvalSchema, answerSchema])).min(1),
});

/** A request, and its answer if there is one. */
export interface AskedRequest {
  readonly request: PersonRequest;
  readonly answer: PersonAnswer | null;
}

export type PersonAnswer = z.infer<typeof answersSchema>['answers'][number];
