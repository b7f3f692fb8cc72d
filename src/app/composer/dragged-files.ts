/** Whether what is dragged or pasted holds files. */
export function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/**
 * Whether what is pasted is files and nothing that can be written. What is copied from a word processor holds its text
 * and a picture of it; a file manager adds the names of its files.
 */
export function hasOnlyFiles(data: DataTransfer | null): boolean {
  if (!data || !hasFiles(data)) return false;
  const names = new Set(Array.from(data.files, ({ name }) => name));
  const lines = data.getData('text/plain').split(/[\r\n]+/);
  return lines.every((line) => line.trim() === '' || names.has(line.trim()));
}
