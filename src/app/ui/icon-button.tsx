import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  label: string;
  icon: LucideIcon;
  /**
   * True if the button is always visible. Otherwise, with a mouse, it is visible only while the pointer or the focus is
   * on the message or block that the button belongs to.
   */
  steady?: boolean;
}

/** A small button with an icon, for a message or a block. */
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
