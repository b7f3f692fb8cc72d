/** The messages that the test's model understands. */
export const QUESTIONS = {
  /** 50 deltas per second, during the whole test. */
  withoutEnd: 'Answer without end.',
  /** 20,000 deltas at once. */
  atLength: 'Answer at length.',
  /** 40 MB, streamed or in one piece as requested. */
  hugely: 'Answer hugely.',
  /** No answer, and the request stays open. */
  nothing: 'Answer nothing.',
};
