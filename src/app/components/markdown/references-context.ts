import { createContext } from 'react';
import type { Definitions } from '../../markdown/document.ts';
import type { FootnoteNumbers } from '../../markdown/number-footnotes.ts';

/** What the texts of one message refer to. Only those that have a label in brackets look at it. */
export interface References {
  readonly definitions: Definitions;
  readonly numbers: FootnoteNumbers;
  /** What the ids in this message begin with. */
  readonly idPrefix: string;
}

export const ReferencesContext = createContext<References>({
  definitions: { links: new Map(), footnotes: new Set() },
  numbers: new Map(),
  idPrefix: '',
});
