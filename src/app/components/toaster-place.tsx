import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../hooks/services.ts';

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
    <Suspense>
      <Toaster toasts={toasts} />
    </Suspense>
  );
}
