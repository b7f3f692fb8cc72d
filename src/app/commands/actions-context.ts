import { createRequiredContext } from '../browser/required-context.ts';
import type { ActionStore } from './action-store.ts';

export const [ActionsContext, useActionStore] = createRequiredContext<ActionStore>('ActionsContext');
