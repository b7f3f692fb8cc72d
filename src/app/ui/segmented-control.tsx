import { useId, type ReactNode } from 'react';

/** An option of a segmented control. */
export interface Segment<T extends string> {
  value: T;
  label: string;
  /** Shown instead of the label. Screen readers still read the label. */
  icon?: ReactNode;
}

interface SegmentedControlProps<T extends string> extends GroupName {
  segments: readonly Segment<T>[];
  value: T;
  onChange: (value: T) => void;
}

interface GroupName {
  /** The name of the group, if no other element names it. */
  label?: string;
  labelVisible?: boolean;
  /** The ids of the elements that name and describe it. */
  labelledBy?: string;
  describedBy?: string | undefined;
}

/** A radio group that looks like one control. The native inputs support arrow keys, forms and screen readers. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, labelVisible = false, describedBy, segments, value, onChange } = props;
  const id = useId();
  return (
    <div
      role="radiogroup"
      aria-labelledby={props.labelledBy ?? id}
      aria-describedby={describedBy}
      className={`flex items-center gap-x-2.5 ${labelVisible ? 'flex-wrap justify-between gap-y-1' : ''}`}
    >
      {label && (
        <span id={id} className={labelVisible ? 'text-interface' : 'sr-only'}>
          {label}
        </span>
      )}
      <div className="flex rounded-full border border-line bg-sunken p-0.5">
        {segments.map((segment) => (
          <label
            key={segment.value}
            className="relative flex min-h-7 min-w-8 items-center justify-center rounded-full px-2.5 text-center text-caption text-muted transition-colors hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--color-edge)] has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={id}
              value={segment.value}
              checked={segment.value === value}
              onChange={() => onChange(segment.value)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {segment.icon}
            <span className={segment.icon ? 'sr-only' : ''}>{segment.label}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
