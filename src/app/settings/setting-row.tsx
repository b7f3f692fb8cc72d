import { useId, type ReactNode } from 'react';

/** The ids of what stands in a row, for the control that it is about. */
interface RowIds {
  labelledBy: string;
  describedBy: string | undefined;
}

interface SettingRowProps {
  label: ReactNode;
  /** What there is to know besides. */
  note?: string;
  children: (ids: RowIds) => ReactNode;
}

/** One thing that can be set: what it is, and the control. */
export function SettingRow({ label, note, children }: SettingRowProps) {
  const id = useId();
  const describedBy = note === undefined ? undefined : `${id}-note`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p id={id} className="break-words">
          {label}
        </p>
        {note && (
          <p id={describedBy} className="text-caption text-muted">
            {note}
          </p>
        )}
      </div>
      {children({ labelledBy: id, describedBy })}
    </div>
  );
}
