/** The classes of a text field. */
export const FIELD =
  'h-11 w-full rounded-small border border-edge bg-paper px-3 transition-colors outline-hidden focus:border-accent focus:ring-1 focus:ring-accent';
