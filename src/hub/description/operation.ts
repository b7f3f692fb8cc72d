import { z } from 'zod';

/** What operations are grouped by, in the order in which they are listed. */
export const TAGS = {
  Conversations: 'Threads hold the messages of conversations.',
  Messages: 'What people and agents have said on a thread.',
  Files: 'What agents have written to a thread.',
  Runs: 'A run lets an agent answer on a thread.',
  Streams: 'What happens, as it happens, as server-sent events.',
  Assistants:
    'What can be run: the agents in this server’s folders, and the assistants that were created over this API.',
  Registry: 'The agents, as the registry of the NEAR AI hub had them.',
  'For agents': 'For an agent, with the token of its run.',
  Models: 'Completions and models, as the model server has them.',
  Account: 'Who asks, and which other programs may.',
  Operation: 'For load balancers, monitoring and operators.',
} as const;

/** What an operation answers when it succeeds. */
export type Answer =
  /** JSON of this schema. */
  | { readonly schema: z.ZodType; readonly description: string }
  /** A page of a list of these. */
  | { readonly pageOf: z.ZodType; readonly description: string }
  /** Another content type, such as `text/event-stream`. */
  | { readonly contentType: string; readonly description: string }
  /** Nothing, with status 204. */
  | { readonly nothing: true; readonly description: string };

/** One method of one path of the API. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes paths, below `/v1`, such as `/threads/{thread_id}`. */
  readonly path: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  /** The JSON of the request. */
  readonly body?: z.ZodType;
  readonly answer: Answer;
  /** A stream that the same request gets where its body has `stream: true`. */
  readonly streams?: boolean;
  /** It is not below `/v1`. */
  readonly isAtRoot?: boolean;
  /** Nobody has to be signed in. */
  readonly isPublic?: boolean;
}

/** The answer to a deletion. */
export function deletedSchema(object: string) {
  return z.object({ id: z.string(), object: z.literal(object), deleted: z.literal(true) });
}
