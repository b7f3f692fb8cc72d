import type { RetryNotice } from '../protocol/run-notice.ts';

/**
 * The words for a request that is retried, without a full stop.
 * @param seconds the time until it is sent again; 0 once it is sent
 */
export function retryWords({ code, attempt, attempts }: RetryNotice, seconds: number): string {
  const problem =
    code === 'rate_limit_exceeded' ? 'The model server is busy.' : 'The model server has a problem.';
  const when = seconds > 0 ? ` in ${Math.ceil(seconds)} s` : '';
  return `${problem} Trying again${when} (${attempt} of ${attempts})`;
}

/** The words for messages that were left out, without a full stop. */
export function leftOutWords(messages: number): string {
  const what = messages === 1 ? 'message was' : `${messages.toLocaleString('en')} messages were`;
  return `The oldest ${what} left out: the conversation is too long for the model`;
}
