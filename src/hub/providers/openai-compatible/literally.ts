/** A pattern that matches this text and nothing else: agents name parameters and fields as they like. */
export function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
