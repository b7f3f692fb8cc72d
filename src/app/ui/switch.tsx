interface SwitchProps {
  /** The ids of the elements that name and describe it. */
  labelledBy: string;
  describedBy?: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A setting that is on or off, as a native checkbox. */
export function Switch({ labelledBy, describedBy, checked, onChange }: SwitchProps) {
  return (
    <input
      type="checkbox"
      // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- a native checkbox has its own checked state
      role="switch"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
      className="relative h-6 w-10 shrink-0 cursor-pointer appearance-none rounded-full border border-edge bg-sunken transition-colors before:absolute before:top-1/2 before:left-1 before:size-3.5 before:-translate-y-1/2 before:rounded-full before:bg-edge before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-on-accent forced-colors:before:bg-[CanvasText]"
    />
  );
}
