import { lazy } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../hooks/services.ts';
import { LoadBoundary } from './ui/load-boundary.tsx';

const Toaster = lazy(async () => {
  const { Toaster: Loaded } = await import('./ui/toaster.tsx');
  return { default: Loaded };
});

/** Where toasts are shown: the first of them brings the toaster. */
export function ToasterPlace() {
  const { toasts } = useServices();
  const wanted = useStore(toasts, (state) => state.wanted);
  if (!wanted) return null;
  return (
    <LoadBoundary waiting={null} floats>
      <Toaster toasts={toasts} />
    </LoadBoundary>
  );
}
