import { useState, useSyncExternalStore } from 'react';
import { isSelected, onSelection } from '../markdown/selection-watch.ts';

const NOTHING = () => () => {};

/**
 * A value that stays what it is while something is selected in the element that it is shown in, and catches up
 * as soon as nothing is: to show another would take the selection away.
 * @param changes whether others are to be expected: if not, nothing is listened to
 */
export function useHeldWhileSelected<T>(value: T, changes: boolean, shownIn: () => Element | null): T {
  const [holder] = useState(() => createHolder(value));
  const take = (): T => holder.take(value, shownIn);
  return useSyncExternalStore(changes || take() !== value ? onSelection : NOTHING, take);
}

function createHolder<T>(first: T) {
  let shown = first;
  return {
    /** What is to be shown: the newest value, unless something of the last one is selected. */
    take(value: T, shownIn: () => Element | null): T {
      if (shown === value) return value;
      const element = shownIn();
      if (!element || !isSelected(element)) shown = value;
      return shown;
    },
  };
}
