import { createRequiredContext } from '../browser/required-context.ts';
import type { PreferencesStore } from './preferences-store.ts';

export const [PreferencesContext, usePreferencesStore] =
  createRequiredContext<PreferencesStore>('PreferencesContext');
