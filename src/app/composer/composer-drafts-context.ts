import { createRequiredContext } from '../browser/required-context.ts';
import type { ComposerDrafts } from './composer-drafts.ts';

export const [ComposerDraftsContext, useComposerDrafts] =
  createRequiredContext<ComposerDrafts>('ComposerDraftsContext');
