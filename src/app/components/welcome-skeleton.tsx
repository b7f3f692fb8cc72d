import { useIsSlow } from '../hooks/use-is-slow.ts';

/** In percent of the measure, as descriptions of agents are. */
const WIDTHS = [58, 41, 66];

/** Stands where a conversation will be begun, and looks like it. */
export function WelcomeSkeleton() {
  if (!useIsSlow()) return null;
  return (
    <div aria-hidden="true" className="animate-breathe">
      <div className="h-7 w-3/5 rounded-full bg-line" />
      <div className="mt-6 h-3.5 w-4/5 rounded-full bg-line" />
      <div className="mt-14 border-t border-line">
        {WIDTHS.map((width) => (
          <div key={width} className="flex items-center gap-4 border-b border-line px-1 py-3.5">
            <div className="size-10 shrink-0 rounded-full bg-line" />
            <div className="flex flex-1 flex-col gap-3">
              <div className="h-3 w-28 rounded-full bg-line" />
              <div className="h-2.5 rounded-full bg-line" style={{ width: `${width}%` }} />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
