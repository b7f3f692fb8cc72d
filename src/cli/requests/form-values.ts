import type { FormField } from '../../protocol/form.ts';

/** A parsed value of a field, which is undefined if there is none; or what is wrong with a line, for the person. */
type Parsed = { value: unknown } | { mistake: string };

/** Returns what a person should know about a field before entering its value, such as ` [yes/no]`. */
export function fieldHint(field: FormField, isRequired: boolean): string {
  if (field.default !== undefined) return ` [${shown(field.default)}]`;
  const hint = field.type === 'boolean' ? 'yes/no' : formatOf(field);
  const optional = isRequired ? null : 'optional';
  const hints = [hint, optional].filter(Boolean).join(', ');
  return hints && ` [${hints}]`;
}

function formatOf(field: FormField): string | null {
  if (field.type !== 'string') return null;
  if (field.enum) return `1–${field.enum.length}`;
  return field.format ? FORMATS[field.format] : null;
}

const FORMATS = {
  email: 'e-mail',
  uri: 'address such as https://example.com',
  date: 'YYYY-MM-DD',
  'date-time': 'YYYY-MM-DDThh:mm:ssZ',
} as const;

function shown(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** Parses a line as the value of a field. The hub checks the field's limits. */
export function parseField(field: FormField, line: string, isRequired: boolean): Parsed {
  const text = line.trim();
  if (text === '') {
    if (field.default !== undefined) return { value: field.default };
    return isRequired ? { mistake: 'This is required.' } : { value: undefined };
  }
  switch (field.type) {
    case 'boolean':
      return parseYesNo(text);
    case 'number':
    case 'integer':
      return parseNumber(text, field.type);
    case 'string':
      return field.enum ? parseChoice(text, field.enum) : { value: field.format ? text : line };
  }
}

function parseYesNo(text: string): Parsed {
  if (/^y(es)?$/i.test(text)) return { value: true };
  if (/^no?$/i.test(text)) return { value: false };
  return { mistake: 'Type yes or no.' };
}

function parseNumber(text: string, type: 'number' | 'integer'): Parsed {
  const value = Number(text);
  if (!Number.isFinite(value)) return { mistake: 'Type a number.' };
  return type === 'integer' && !Number.isInteger(value) ? { mistake: 'Type a whole number.' } : { value };
}

/** Parses a choice: its text, or its number. A choice whose text is a number comes before the choice of that number. */
function parseChoice(text: string, choices: readonly string[]): Parsed {
  const value =
    choices.find((choice) => choice === text) ??
    choices.find((choice) => choice.toLowerCase() === text.toLowerCase()) ??
    choices[Number(text) - 1];
  return value === undefined ? { mistake: `Type a number from 1 to ${choices.length}.` } : { value };
}
