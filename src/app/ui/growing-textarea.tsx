import type { ComponentProps } from 'react';
import { firstDirection } from '../browser/first-direction.ts';

interface GrowingTextareaProps extends ComponentProps<'textarea'> {
  value: string;
  /** Classes of the box around the textarea: font, border, `--field-padding` and `--field-most`. */
  boxClassName: string;
}

/**
 * A textarea that grows with its text. It uses the utility `grows` (growing-textarea.css). At the height
 * `--field-most`, it scrolls, and the browser keeps the caret in view.
 */
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
