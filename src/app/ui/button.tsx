import type { ComponentProps } from 'react';

const LOOKS = {
  /** For the main action of a page. */
  primary:
    'bg-accent text-on-accent hover:opacity-90 disabled:bg-line disabled:text-muted disabled:opacity-100',
  /** For secondary actions. */
  outline: 'border border-edge/60 text-ink hover:border-accent hover:text-accent',
  /** For actions that cannot be undone. */
  danger: 'border border-terracotta/60 text-terracotta hover:bg-terracotta-wash',
  quiet: 'text-muted hover:bg-sunken hover:text-ink',
} as const;

const SHAPES = {
  pill: 'h-8 gap-2 rounded-full px-3.5 text-caption font-medium',
  round: 'size-9 rounded-full',
  /** As high as a text field, and as wide as its container. */
  wide: 'h-11 w-full rounded-small text-interface font-semibold',
} as const;

interface ButtonProps extends ComponentProps<'button'> {
  look: keyof typeof LOOKS;
  shape?: keyof typeof SHAPES;
}

/** A button. `look` says how important its action is. */
export function Button({ look, shape = 'pill', className = '', ...props }: ButtonProps) {
  const classes = `inline-flex shrink-0 items-center justify-center transition-colors ${LOOKS[look]} ${SHAPES[shape]} ${className}`;
  return <button type="button" {...props} className={classes} />;
}
