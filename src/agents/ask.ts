import type { Form } from '../protocol/form.ts';
import type { AgentHost } from './agent-host.ts';

/** Options of `Environment.ask`. */
export interface AskOptions {
  choices?: string[];
  form?: Form;
}

/** Implements `Environment.ask`. A text or a choice is a form with one field. */
export async function ask(
  host: Pick<AgentHost, 'ask'>,
  question: string,
  { choices, form }: AskOptions,
): Promise<string | Record<string, unknown> | null> {
  if (form) return host.ask(question, form);
  const answer = { type: 'string' as const, ...(choices ? { enum: choices } : { minLength: 1 }) };
  const content = await host.ask(question, {
    type: 'object',
    properties: { answer },
    required: ['answer'],
  });
  return content && String(content['answer']);
}
