import type { Output } from '../terminal.ts';

/** Where markdown is shown. */
export type Place = Pick<Output, 'width' | 'colors'>;
