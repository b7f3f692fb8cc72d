import { fromJSONSchema, type core } from 'zod';
import type { Form } from '../../../protocol/form.ts';

/** Returns what is wrong with the content of a form, in one sentence; null if it is valid. */
export function formMistake(form: Form, content: Record<string, unknown>): string | null {
  const schema = fromJSONSchema({ ...withoutDefaults(form), additionalProperties: false });
  // Without a prototype, a field such as `constructor` is missing if the content does not have it.
  const { error } = schema.safeParse(Object.assign(Object.create(null), content));
  const [issue] = error?.issues ?? [];
  return issue ? `${issue.path.join('.') || 'The content'}: ${issue.message}.` : null;
}

/** Clients fill in the defaults. Zod would also accept content without a required field that has one. */
function withoutDefaults(form: Form): core.JSONSchema.JSONSchema {
  const fields = Object.entries(form.properties).map(([name, field]) => [
    name,
    { ...field, default: undefined },
  ]);
  return { ...form, properties: Object.fromEntries(fields) } as core.JSONSchema.JSONSchema;
}
