import { useId, type ReactNode } from 'react';

/** The ids of the label and the note of a row, for its control. */
interface RowIds {
  labelledBy: string;
  describedBy: string | undefined;
}

interface SettingRowProps {
  label: ReactNode;
  /** Details below the label. */
  note?: string;
  children: (ids: RowIds) => ReactNode;
}

/** A setting: label, note and control. */
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
