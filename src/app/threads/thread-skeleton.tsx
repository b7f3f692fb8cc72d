/** In percent of the row, as titles are. */
const WIDTHS = [62, 84, 47, 71, 55, 78];

/** Stands where rows will be, and looks like them. */
export function ThreadSkeleton() {
  return (
    <div aria-hidden="true" className="animate-breathe">
      <div className="flex h-8 items-center px-2">
        <div className="h-2 w-12 rounded-full bg-line" />
      </div>
      {WIDTHS.map((width) => (
        <div key={width} className="flex min-h-row items-center px-2">
          <div className="h-2.5 rounded-full bg-line" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
