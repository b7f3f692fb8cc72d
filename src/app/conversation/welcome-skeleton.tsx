import { useIsSlow } from '../browser/use-is-slow.ts';

/** Stands where the words of an agent will be, and looks like them. */
export function WelcomeSkeleton() {
  if (!useIsSlow()) return null;
  return (
    <div aria-hidden="true" className="animate-breathe">
      <div className="h-7 w-3/5 rounded-full bg-line" />
      <div className="mt-6 h-3.5 w-4/5 rounded-full bg-line" />
      <div className="mt-3.5 mb-1.5 h-3.5 w-2/5 rounded-full bg-line" />
    </div>
  );
}
