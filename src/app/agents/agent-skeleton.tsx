/** Widths of the descriptions, in percent. */
const WIDTHS = [72, 54, 88];

/** A placeholder for agents while they load. */
export function AgentSkeleton() {
  return (
    <div aria-hidden="true" className="animate-breathe border-t border-line">
      {WIDTHS.map((width) => (
        <div key={width} className="flex gap-4 border-b border-line py-5">
          <div className="size-10 shrink-0 rounded-full bg-line" />
          <div className="flex flex-1 flex-col gap-3 pt-1.5">
            <div className="h-3 w-32 rounded-full bg-line" />
            <div className="h-2.5 rounded-full bg-line" style={{ width: `${width}%` }} />
            <div className="h-8 w-40 rounded-full bg-line" />
          </div>
        </div>
      ))}
    </div>
  );
}
