import type { ComponentProps } from 'react';
import { firstDirection } from '../browser/first-direction.ts';

interface GrowingTextareaProps extends ComponentProps<'textarea'> {
  value: string;
  /** Classes of the box around the textarea: its type, its border, `--field-padding` and `--field-most`. */
  boxClassName: string;
}

/** A textarea that is as high as its text. From `--field-most` on it scrolls, and the browser keeps the caret in view. */
export function GrowingTextarea({ boxClassName, className = '', ...props }: GrowingTextareaProps) {
  return (
    <div data-text={props.value} className={`grows ${boxClassName}`}>
      <textarea
        rows={1}
        dir={firstDirection(props.value)}
        {...props}
        className={`bg-transparent outline-hidden ${className}`}
      />
    </div>
  );
}
