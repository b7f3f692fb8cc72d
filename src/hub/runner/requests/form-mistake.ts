import { fromJSONSchema, type core } from 'zod';
import type { Form } from '../../../protocol/form.ts';

/** Returns what is wrong with the content of a form, in one sentence; null if it is valid. */
export function formMistake(form: Form, content: Record<string, unknown>): string | null {
  const schema = fromJSONSchema({ ...(form as core.JSONSchema.JSONSchema), additionalProperties: false });
  const { error } = schema.safeParse(content);
  const [issue] = error?.issues ?? [];
  return issue ? `${issue.path.join('.') || 'The content'}: ${issue.message}.` : null;
}
