import { createContext } from 'react';
import type { Source } from '../../../client/cited-text.ts';

/** The sources of the message that is rendered. */
export const SourcesContext = createContext<readonly Source[]>([]);
