import { createContext } from 'react';
import { createReferences, type References } from '../references/references.ts';

/** What a message gives its texts. It stays the same object. */
export interface MessageReferences {
  readonly references: References;
  /** What the ids in this message begin with. */
  readonly idPrefix: string;
}

export const ReferencesContext = createContext<MessageReferences>({
  references: createReferences(),
  idPrefix: '',
});
