import { createRequiredContext } from '../browser/required-context.ts';
import type { AccountEvents } from './account-events.ts';

export const [AccountEventsContext, useAccountEventsStream] =
  createRequiredContext<AccountEvents>('AccountEventsContext');
