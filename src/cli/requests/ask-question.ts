import type { FormField } from '../../protocol/form.ts';
import type { PersonAnswer, QuestionRequest } from '../../protocol/person-request.ts';
import { styled } from '../styled-text.ts';
import type { Asking } from './asking.ts';
import { fieldHint, parseField } from './form-values.ts';

/** The line that gives no answer. */
const DECLINE = '/decline';

/** Asks a question, field by field. Returns null at the end of input. */
export async function askQuestion(
  { id, question, form }: QuestionRequest,
  { ask, err, signal }: Asking,
): Promise<PersonAnswer | null> {
  const fields = Object.entries(form.properties);
  const content: Record<string, unknown> = {};
  err.write(`${question}\n`);
  err.write(styled('dim', `Type ${DECLINE} to give no answer.`), '\n');

  for (const [name, field] of fields) {
    const label = field.title ?? (fields.length > 1 ? name : 'Answer');
    if (field.description) err.write(styled('dim', field.description), '\n');
    const choices = field.type === 'string' ? (field.enum ?? []) : [];
    for (const [index, choice] of choices.entries()) err.write(`  ${index + 1}  ${choice}\n`);
    const isRequired = form.required?.includes(name) ?? false;
    const prompt = `${label}${fieldHint(field, isRequired)}: `;
    const value = await readField(prompt, field, isRequired);
    if (value === null) return null;
    if (value === DECLINE) return { request_id: id, content: null };
    if (value !== undefined) content[name] = value;
  }
  return { request_id: id, content };

  /** Reads a value until there is a good one: undefined for none, null at the end of input. */
  async function readField(prompt: string, field: FormField, isRequired: boolean): Promise<unknown> {
    for (;;) {
      const line = await ask(prompt, signal);
      if (line === null || line.trim() === DECLINE) return line && DECLINE;
      const parsed = parseField(field, line, isRequired);
      if ('value' in parsed) return parsed.value;
      err.write(styled('dim', parsed.mistake), '\n');
    }
  }
}
