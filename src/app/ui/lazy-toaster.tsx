import { lazy } from 'react';
import { useStore } from 'zustand';
import { useToasts } from './toasts-context.ts';
import { LoadBoundary } from './load-boundary.tsx';

const Toaster = lazy(async () => {
  const { Toaster: Loaded } = await import('./toaster.tsx');
  return { default: Loaded };
});

/** The Toaster, loaded with the first toast. */
export function LazyToaster() {
  const toasts = useToasts();
  const wanted = useStore(toasts, (state) => state.wanted);
  if (!wanted) return null;
  return (
    <LoadBoundary waiting={null} floats>
      <Toaster toasts={toasts} />
    </LoadBoundary>
  );
}
