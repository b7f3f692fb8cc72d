/** A deliberate difference between the hub's answers and OpenAI's description. */
interface Difference {
  /** The schema of OpenAI that the value does not match. */
  schema: string;
  /** Where in the value, as a JSON pointer. */
  at: RegExp;
  /** Returns whether the difference applies to this value. Without it, it applies to every value. */
  of?(value: unknown): boolean;
  /** The reason. */
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
    at: /^\/required_action/,
    of: (run) => (run as Run).required_action?.type === 'submit_answers',
    because: 'An agent can ask the person, and waits for the answer: decision 0061.',
  },
  {
    schema: 'RunObject',
    at: /^\/incomplete_details/,
    of: (run) =>
      ['refusal', 'empty', 'content_filter'].includes(String((run as Run).incomplete_details?.reason)),
    because: 'An incomplete answer has a reason, even if OpenAI has no name for it: decision 0036.',
  },
  {
    schema: 'MessageObject',
    at: /^\/incomplete_details/,
    of: (message) =>
      ['discarded', 'empty', 'refusal', 'run_incomplete'].includes(
        String((message as Run).incomplete_details?.reason),
      ),
    because: 'A streamed message that is not added to the thread ends on the stream: decision 0036.',
  },
  {
    schema: 'MessageObject',
    at: /^\/content\/\d+/,
    of: (message) => JSON.stringify((message as { content: unknown }).content).includes('"url_citation"'),
    because: 'OpenAI has annotations for files only, Azure also for web pages: decision 0059.',
  },
];
