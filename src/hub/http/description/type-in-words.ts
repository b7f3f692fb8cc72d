import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { referencedName, type JsonSchema } from './components.ts';

/** HTML that is safe to embed in a page. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Describes the values that a JSON schema allows, in a few words, with links to the schemas that have names. */
export function typeInWords(schema: JsonSchema): Html {
  const { anyOf, oneOf, enum: values, const: value, type, items, maxItems, format } = schema;
  const name = referencedName(schema);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  const alternatives = (anyOf ?? oneOf) as JsonSchema[] | undefined;
  if (alternatives) return or(alternatives.map(typeInWords));
  if (Array.isArray(values)) return or(values.map((one) => html`<code>${String(one)}</code>`));
  if (value !== undefined) return html`<code>${String(value)}</code>`;
  if (Array.isArray(type)) return or(type.map((one) => typeInWords({ ...schema, type: one as unknown })));
  if (type === 'array')
    return html`list of
    ${maxItems === undefined ? '' : `at most ${inWords(maxItems)} `}${typeInWords(items as JsonSchema)}`;
  if (type === 'object' && Object.keys(propertiesOf(schema)).length > 0) return objectInWords(schema);
  if (typeof type !== 'string') return html`anything`;
  return html`${type}${limitsOf(schema)}${typeof format === 'string' ? ` (${format})` : ''}`;
}

function propertiesOf({ properties }: JsonSchema): Record<string, JsonSchema> {
  return (properties ?? {}) as Record<string, JsonSchema>;
}

function objectInWords(schema: JsonSchema): Html {
  const properties = Object.entries(propertiesOf(schema));
  const parts = properties.map(([name, one]) => html`<code>${name}</code>: ${typeInWords(one)}`);
  return html`object (${joined(parts, '; ')})`;
}

function or(alternatives: readonly Html[]): Html {
  return html`${joined(alternatives, ' or ')}`;
}

function joined(parts: readonly Html[], between: string): Html[] {
  return parts.map((part, index) => (index === 0 ? part : html`${between}${part}`));
}

function limitsOf({ minimum, maximum, minLength, maxLength }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined)
    return ` from ${inWords(minimum)} to ${inWords(maximum)}`;
  if (minimum !== undefined) return ` from ${inWords(minimum)}`;
  if (maxLength !== undefined) return ` of at most ${inWords(maxLength)} characters`;
  return minLength === 1 ? ', not empty' : '';
}

function inWords(number: unknown): string {
  return Number(number).toLocaleString('en');
}
