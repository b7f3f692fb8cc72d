import { createContext } from 'react';
import { createReferences, type References } from '../references/references.ts';

/** What the texts of a message share. It stays the same object. */
export interface MessageReferences {
  readonly references: References;
  /** The prefix of the ids in this message. */
  readonly idPrefix: string;
}

export const ReferencesContext = createContext<MessageReferences>({
  references: createReferences(),
  idPrefix: '',
});
