import { createContext } from 'react';
import { createReferences, type References } from '../references/references.ts';

/** The references that the texts of a message share. The object stays the same. */
export interface MessageReferences {
  readonly references: References;
  /** The prefix of the ids in this message. */
  readonly idPrefix: string;
}

export const ReferencesContext = createContext<MessageReferences>({
  references: createReferences(),
  idPrefix: '',
});
