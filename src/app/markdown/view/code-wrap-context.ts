import { createContext } from 'react';

/** Whether long lines of code are wrapped. It applies to all blocks of code. */
export interface CodeWrap {
  readonly wraps: boolean;
  readonly toggle: () => void;
}

export const CodeWrapContext = createContext<CodeWrap>({ wraps: false, toggle: () => {} });
