/** The backdrop between a dialog and the page. */
export const BACKDROP =
  'fixed inset-0 bg-shade transition-opacity duration-arrival data-ending-style:opacity-0 data-starting-style:opacity-0';

/** A dialog that is centred horizontally. Each dialog adds its own width and vertical position. */
export const POPUP =
  'fixed left-1/2 flex max-h-[min(40rem,calc(100dvh-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-card border border-line bg-raised shadow-float outline-none transition-opacity duration-arrival data-ending-style:opacity-0 data-starting-style:opacity-0';
