import type { AnsweredQuestion } from '../protocol/run-step.ts';

/** A field of an answer. */
interface AnswerText {
  /** The name of the field for people; empty if the question says what it is. */
  label: string;
  text: string;
}

/** Returns the answer to a question for people, a text for each field that has one. */
export function answerTexts({ form: { properties }, content }: AnsweredQuestion): AnswerText[] {
  if (content === null) return [{ label: '', text: 'Not answered' }];
  const fields = Object.entries(properties);
  const texts = fields.flatMap(([name, { title }]) => {
    const value = content[name];
    if (value === undefined) return [];
    return { label: title ?? (fields.length === 1 ? '' : name), text: textOf(value) };
  });
  return texts.length > 0 ? texts : [{ label: '', text: 'Nothing entered' }];
}

function textOf(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value);
}
