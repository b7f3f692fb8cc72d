import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  label: string;
  icon: LucideIcon;
  /** It is always seen; otherwise, with a mouse, when one is at what it is about. */
  steady?: boolean;
}

/** A small button at the side of what it is about. */
export function IconButton({ label, icon: Icon, steady = false, ...props }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={`${steady ? '' : 'on-demand'} -mx-1 flex size-7 shrink-0 items-center justify-center rounded-small hover:text-ink aria-pressed:text-accent`}
    >
      <Icon aria-hidden="true" size={14} />
    </button>
  );
}
