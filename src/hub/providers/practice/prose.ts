/** A paragraph from a template that is broken over lines: its breaks become spaces, what it is given stays. */
export function prose(strings: TemplateStringsArray, ...values: string[]): string {
  const parts = strings.map((part) => part.replaceAll(/(?<!\s)\s*\n\s*/g, ' '));
  return parts
    .map((part, at) => part + (values[at] ?? ''))
    .join('')
    .trim();
}

/** Blocks of markdown, one after another; those that are null are left out. */
export function blocks(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join('\n\n');
}

/** A numbered list. */
export function numbered(items: string[]): string {
  return items.map((item, at) => `${at + 1}. ${item}`).join('\n');
}

/** A quotation with a paragraph for each line. */
export function quotation(lines: string[]): string {
  return lines.map((line) => `> ${line}`).join('\n>\n');
}
