import { z } from 'zod';

/** The groups of operations, in the order in which they are listed. */
export const TAGS = {
  Conversations: 'Threads hold the messages of conversations.',
  Messages: 'The messages of people and agents on a thread.',
  Files: 'Files that agents have written to a thread.',
  Runs: 'A run lets an agent answer on a thread.',
  Streams: 'Server-sent events of runs, and of the account’s threads.',
  Assistants:
    'What a run can name: the agents in this server’s folders, and the assistants that were created over this API.',
  Registry: 'The agents, in the form of the NEAR AI registry.',
  'For agents': 'Calls that only an agent can make, with the token of its run.',
  Models: 'Completions and models of the model server.',
  Account: 'The account of a request, its tokens, and sessions of browsers.',
  Operation: 'For load balancers, monitoring and operators.',
} as const;

/** The answer of an operation that succeeds. */
export type Answer =
  /** JSON of this schema. */
  | { readonly schema: z.ZodType; readonly description: string }
  /** A page of a list, whose items have this schema. */
  | { readonly pageOf: z.ZodType; readonly description: string }
  /** Another content type, such as `text/event-stream`. */
  | { readonly contentType: string; readonly description: string }
  /** Nothing, with status 204. */
  | { readonly nothing: true; readonly description: string };

/** One method of one path of the API. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** The path below `/v1` in OpenAPI's form, such as `/threads/{thread_id}`. */
  readonly path: string;
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  /** The JSON of the request. */
  readonly body?: z.ZodType;
  readonly answer: Answer;
  /** Whether the answer is a stream if the body has `stream: true`. */
  readonly streams?: boolean;
  /** Whether the path is at the root, and not below `/v1`. */
  readonly isAtRoot?: boolean;
  /** Whether the operation can be called without signing in. */
  readonly isPublic?: boolean;
}

/** Returns the schema of the answer to a deletion. */
export function deletedSchema(object: string) {
  return z.object({ id: z.string(), object: z.literal(object), deleted: z.literal(true) });
}
