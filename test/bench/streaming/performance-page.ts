import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const PAGE = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));
const START = '<!-- bench:streaming -->';
const END = '<!-- /bench:streaming -->';

/**
 * Replaces the text between the two marks in docs/performance.md.
 * @throws Error if the marks are missing
 */
export async function writePerformancePage(text: string): Promise<void> {
  const { before, after } = split(await readFile(PAGE, 'utf8'));
  const whole = `${before}${START}\n\n${text}\n\n${END}${after}`;
  await writeFile(PAGE, await format(whole, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

/**
 * Checks, before an hour of measuring, that the results can be written into docs/performance.md.
 * @throws Error if the marks are missing
 */
export async function checkPerformancePage(): Promise<void> {
  split(await readFile(PAGE, 'utf8'));
}

function split(page: string): { before: string; after: string } {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(
      `docs/performance.md has no place for the tables: put ${START} and ${END} into it, each on its own line.`,
    );
  }
  return { before: page.slice(0, start), after: page.slice(end + END.length) };
}
