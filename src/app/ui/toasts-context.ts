import { createRequiredContext } from '../browser/required-context.ts';
import type { Toasts } from './toasts.ts';

/** `useToasts().show` shows a toast. */
export const [ToastsContext, useToasts] = createRequiredContext<Toasts>('ToastsContext');
