import { z } from 'zod';
import { cutText } from '../../protocol/cut-text.ts';
import { MAX_OUTPUTS_LENGTH } from '../../protocol/tool-call-limits.ts';

/** One more character than an output can have: the agent's process notices that it is too long, and says so. */
const MAX_SENT_LENGTH = MAX_OUTPUTS_LENGTH + 1;

/**
 * The result of a tool call. Shape: https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result.
 * Content of an unknown type is accepted, because later versions of the protocol may have more types.
 */
export const toolResultSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string() })).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().default(false),
});

export type ToolResult = z.infer<typeof toolResultSchema>;
type Content = ToolResult['content'][number];

/** Returns the result of a call as text for the model. What is not text is described. */
export function outputText({ content, structuredContent }: ToolResult): string {
  const parts = content.map(describe);
  // Servers repeat structured content as text for clients that do not support it. Some leave the text out.
  if (parts.length === 0 && structuredContent !== undefined) parts.push(JSON.stringify(structuredContent));
  return cutText(parts.join('\n'), MAX_SENT_LENGTH);
}

function describe(content: Content): string {
  switch (content.type) {
    case 'text':
      return textOf(content['text']);
    case 'image':
    case 'audio':
      return note(
        `${content.type === 'image' ? 'An image' : 'A sound'}: ${typeAndSize(content, content['data'])}`,
      );
    case 'resource_link':
      return note(`A link to the resource ${nameOf(content)}`);
    case 'resource':
      return describeResource(content['resource']);
    default:
      return note(`Content of the type ${content.type}`);
  }
}

function describeResource(resource: unknown): string {
  const fields = (typeof resource === 'object' && resource !== null ? resource : {}) as Record<
    string,
    unknown
  >;
  if (typeof fields['text'] === 'string') return fields['text'];
  return note(`The resource ${nameOf(fields)}: ${typeAndSize(fields, fields['blob'])}`);
}

function nameOf(fields: Record<string, unknown>): string {
  const described = [fields['title'] ?? fields['name'], fields['uri'], fields['description']].map(textOf);
  return described.filter((text) => text !== '').join(', ');
}

function typeAndSize(fields: Record<string, unknown>, base64: unknown): string {
  const bytes = Buffer.byteLength(textOf(base64), 'base64');
  return `${textOf(fields['mimeType']) || 'unknown type'}, ${bytes.toLocaleString('en')} bytes`;
}

function note(text: string): string {
  return `[${text}. You cannot see it.]`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
