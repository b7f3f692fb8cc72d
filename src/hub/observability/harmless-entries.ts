import { showControlsInLine } from '../../protocol/show-controls.ts';

/** What JSON leaves as it is, and a terminal that shows a log obeys, or shows from right to left. */
const UNESCAPED = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A line of JSON with these characters as escapes: it means the same. */
export function escapeControls(json: string): string {
  return json.replace(UNESCAPED, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An entry to be read by people: all of its texts are of one line, apart from the stacks of errors. */
export function readableEntry(entry: unknown): unknown {
  if (typeof entry === 'string') return showControlsInLine(entry);
  if (Array.isArray(entry)) return entry.map(readableEntry);
  if (typeof entry !== 'object' || entry === null) return entry;
  const { message, stack } = entry as { message?: unknown; stack?: unknown };
  const readable = Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [showControlsInLine(name), readableEntry(value)]),
  );
  return typeof stack === 'string' ? { ...readable, stack: readableStack(stack, String(message)) } : readable;
}

/** A stack begins with the message, whose own line ends are none of its. */
function readableStack(stack: string, message: string): string {
  return stack
    .replace(message, () => showControlsInLine(message))
    .split('\n')
    .map(showControlsInLine)
    .join('\n');
}
