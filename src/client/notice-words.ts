import type { RetryNotice } from '../protocol/run-notice.ts';

/**
 * What is said while a request waits to be sent again, without a full stop.
 * @param seconds how long it still waits; 0 once it is on its way
 */
export function retryWords({ code, attempt, attempts }: RetryNotice, seconds: number): string {
  const problem =
    code === 'rate_limit_exceeded' ? 'The model server is busy.' : 'The model server has a problem.';
  const when = seconds > 0 ? ` in ${Math.ceil(seconds)} s` : '';
  return `${problem} Trying again${when} (${attempt} of ${attempts})`;
}

/** What is said of messages that were left out, without a full stop. */
export function leftOutWords(messages: number): string {
  const what = messages === 1 ? 'message was' : `${messages.toLocaleString('en')} messages were`;
  return `The oldest ${what} left out: the conversation is too long for the model`;
}
