import { useId } from 'react';
import type { FormField as Field } from '../../protocol/form.ts';
import { GrowingTextarea } from '../ui/growing-textarea.tsx';
import { FIELD } from '../ui/field-classes.ts';

/** The values that a field can have. It has none if the person has entered nothing. */
type Value = string | number | boolean | undefined;

interface FormFieldProps {
  label: string;
  isLabelHidden: boolean;
  field: Field;
  isRequired: boolean;
  value: Value;
  onChange: (value: Value) => void;
}

/** The types of inputs for the formats of texts. */
const INPUT_TYPES = { email: 'email', uri: 'url', date: 'date', 'date-time': 'text' } as const;

const LABEL = 'block pb-1.5 text-caption font-semibold text-muted';

/** A field of a form, with the browser's own control for its type. */
export function FormField({ label, isLabelHidden, field, isRequired, value, onChange }: FormFieldProps) {
  const id = useId();
  const control = {
    id,
    required: isRequired,
    'aria-describedby': field.description ? `${id}-about` : undefined,
  };
  const about = field.description && (
    <p id={`${id}-about`} className="pt-1 text-caption text-muted">
      {field.description}
    </p>
  );
  if (field.type === 'string' && field.enum) {
    return (
      <fieldset className="pt-3" aria-describedby={control['aria-describedby']}>
        <legend className={isLabelHidden ? 'sr-only' : LABEL}>{label}</legend>
        {field.enum.map((choice) => (
          <label key={choice} className="flex min-h-9 items-center gap-2.5 pointer-coarse:min-h-11">
            <input
              type="radio"
              name={id}
              required={isRequired}
              checked={value === choice}
              onChange={() => onChange(choice)}
              className="size-4 shrink-0 accent-accent"
            />
            <bdi className="min-w-0 [overflow-wrap:anywhere]">{choice}</bdi>
          </label>
        ))}
        {about}
      </fieldset>
    );
  }
  if (field.type === 'boolean') {
    return (
      <div className="pt-3">
        <label className="flex min-h-9 items-center gap-2.5 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            {...control}
            required={false}
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
            className="size-4 shrink-0 accent-accent"
          />
          <bdi>{label}</bdi>
        </label>
        {about}
      </div>
    );
  }
  return (
    <div className="pt-3">
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : LABEL}>
        <bdi>{label}</bdi>
      </label>
      {field.type === 'string' ? (
        <TextField {...control} field={field} value={String(value ?? '')} onChange={onChange} />
      ) : (
        <input
          type="number"
          {...control}
          min={field.minimum}
          max={field.maximum}
          step={field.type === 'integer' ? 1 : 'any'}
          value={typeof value === 'number' ? value : ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.valueAsNumber)}
          className={`${FIELD} bg-paper`}
        />
      )}
      {about}
    </div>
  );
}

interface TextFieldProps {
  id: string;
  required: boolean;
  'aria-describedby': string | undefined;
  field: Extract<Field, { type: 'string' }>;
  value: string;
  onChange: (value: string) => void;
}

function TextField({ field, onChange, ...control }: TextFieldProps) {
  const { format, minLength, maxLength } = field;
  const limits = { minLength, maxLength };
  if (format) {
    return (
      <input
        type={INPUT_TYPES[format]}
        {...control}
        {...limits}
        onChange={(event) => onChange(event.target.value)}
        className={`${FIELD} bg-paper`}
      />
    );
  }
  return (
    <GrowingTextarea
      {...control}
      {...limits}
      onChange={(event) => onChange(event.target.value)}
      boxClassName="rounded-small border border-edge bg-paper [--field-padding:0.5rem_0.75rem] [--field-most:15rem] focus-within:border-accent focus-within:ring-1 focus-within:ring-accent"
    />
  );
}
