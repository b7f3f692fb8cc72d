import { useIsSlow } from '../browser/use-is-slow.ts';

/** Line widths of questions and replies, in percent. */
const TURNS = [
  [[54], [96, 100, 91, 38]],
  [[71], [93, 98, 62]],
] as const;

/** A placeholder for messages while they load. */
export function MessageSkeleton() {
  if (!useIsSlow()) return null;
  return (
    <div aria-hidden="true" className="animate-breathe">
      {TURNS.flatMap((turn) =>
        turn.map((widths) => (
          <div key={widths.join()} className="dialogue py-message">
            <div className="mb-3 h-2.5 w-12 rounded-full bg-line lg:mt-2 lg:justify-self-end" />
            <div className="flex flex-col gap-3.5 pt-1">
              {widths.map((width) => (
                <div key={width} className="h-3 rounded-full bg-line" style={{ width: `${width}%` }} />
              ))}
            </div>
          </div>
        )),
      )}
    </div>
  );
}
