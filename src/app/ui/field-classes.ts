/** The classes of a text field of one line, without its background. */
export const FIELD =
  'h-11 w-full rounded-small border border-edge px-3 transition-colors outline-hidden focus:border-accent focus:ring-1 focus:ring-accent';
