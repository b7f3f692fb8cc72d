import { createContext, use, type Context } from 'react';

/**
 * Creates a context that has no default value.
 * @param name the name of the context in the error message
 * @returns the context, and a hook that returns its value; the hook throws if no component above provides one
 */
export function createRequiredContext<T extends object>(name: string): [Context<T | null>, () => T] {
  const RequiredContext = createContext<T | null>(null);
  RequiredContext.displayName = name;
  function useRequired(): T {
    const value = use(RequiredContext);
    if (!value) throw new Error(`${name} has no value: render its provider above this component.`);
    return value;
  }
  return [RequiredContext, useRequired];
}
