/** Where the hub's answers differ from OpenAI's description on purpose. */
interface Difference {
  /** The schema of OpenAI that the value does not match. */
  schema: string;
  /** Where in the value, as a JSON pointer. */
  at: RegExp;
  /** Returns whether the difference applies to this value. Without it, it applies to every value. */
  of?(value: unknown): boolean;
  /** Why. */
  because: string;
}

interface Run {
  required_action?: { type?: unknown } | null;
  incomplete_details?: { reason?: unknown } | null;
}

/** All deliberate differences. Everything else is as OpenAI describes it. */
export const DIFFERENCES: readonly Difference[] = [
  {
    schema: 'RunObject',
    at: /^\/required_action/,
    of: (run) => (run as Run).required_action?.type === 'user_input',
    because: 'An agent of this protocol waits for the person: decision 0007.',
  },
  {
    schema: 'RunObject',
    at: /^\/incomplete_details/,
    of: (run) =>
      ['refusal', 'empty', 'content_filter'].includes(String((run as Run).incomplete_details?.reason)),
    because: 'Why an answer is not whole is told, also where OpenAI has no word for it: decision 0036.',
  },
  {
    schema: 'MessageObject',
    at: /^\/incomplete_details/,
    of: (message) =>
      ['discarded', 'empty', 'refusal', 'run_incomplete'].includes(
        String((message as Run).incomplete_details?.reason),
      ),
    because: 'A streamed message that does not become one of the thread ends on the stream: decision 0036.',
  },
];
