import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { DIFFERENCES } from './differences.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addSchema(JSON.parse(readFileSync(new URL('schemas.json', import.meta.url), 'utf8')) as object);

/** The schema for each value of `object`. */
const BY_OBJECT: Readonly<Record<string, string>> = {
  assistant: 'AssistantObject',
  'assistant.deleted': 'DeleteAssistantResponse',
  model: 'Model',
  thread: 'ThreadObject',
  'thread.deleted': 'DeleteThreadResponse',
  'thread.message': 'MessageObject',
  'thread.message.delta': 'MessageDeltaObject',
  'thread.message.deleted': 'DeleteMessageResponse',
  'thread.run': 'RunObject',
  'thread.run.step': 'RunStepObject',
  'thread.run.step.delta': 'RunStepDeltaObject',
};

/** A list without its items, which are compared one by one. */
const LIST = 'ListMessagesResponse';

/** Compares the body of an answer or the data of an event with OpenAI's schemas. Returns a line for each violation. */
export function violations(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { object, error, data } = value as { object?: unknown; error?: unknown; data?: unknown };
  if (error) return violationsOf('ErrorResponse', value);
  if (object === 'list' && Array.isArray(data) && 'has_more' in value) {
    return [...violationsOf(LIST, { ...value, data: [] }), ...data.flatMap(violations)];
  }
  const schema = BY_OBJECT[String(object)];
  return schema === undefined ? [] : violationsOf(schema, value);
}

function violationsOf(name: string, value: unknown): string[] {
  const validate = ajv.getSchema(`openai#/$defs/${name}`);
  if (!validate) throw new Error(`OpenAI has no schema ${name}.`);
  if (validate(value)) return [];
  return validate
    .errors!.filter(({ instancePath }) => !isDeliberate(name, instancePath, value))
    .map(
      ({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
}

function isDeliberate(name: string, path: string, value: unknown): boolean {
  return DIFFERENCES.some(({ schema, at, of }) => schema === name && at.test(path) && (of?.(value) ?? true));
}
