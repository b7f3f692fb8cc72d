import { createRequiredContext } from '../browser/required-context.ts';
import type { VersionArrival } from './version-arrival.ts';

export const [VersionArrivalContext, useVersionArrivalStore] =
  createRequiredContext<VersionArrival>('VersionArrivalContext');
