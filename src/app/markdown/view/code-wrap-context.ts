import { createContext } from 'react';

/** Whether long lines of code are wrapped, in all blocks of code alike. */
export interface CodeWrap {
  readonly wraps: boolean;
  readonly toggle: () => void;
}

export const CodeWrapContext = createContext<CodeWrap>({ wraps: false, toggle: () => {} });
