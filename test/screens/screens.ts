import { CONVERSATION_SCREENS } from './conversation-screens.ts';
import { OTHER_SCREENS } from './other-screens.ts';
import { REQUEST_SCREENS } from './request-screens.ts';
import type { Screen } from './stage.ts';

/** All screens. */
export const SCREENS: readonly Screen[] = [...CONVERSATION_SCREENS, ...REQUEST_SCREENS, ...OTHER_SCREENS];
