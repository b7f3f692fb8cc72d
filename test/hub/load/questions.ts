/** What the model is asked for. */
export const QUESTIONS = {
  /** 50 deltas a second for as long as a test takes. */
  withoutEnd: 'Answer without end.',
  /** 20,000 deltas at once. */
  atLength: 'Answer at length.',
  /** 40 MB, as it was asked: streamed, or in one piece. */
  hugely: 'Answer hugely.',
  /** Nothing, and the request stays open. */
  nothing: 'Answer nothing.',
};
