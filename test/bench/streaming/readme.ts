import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const README = fileURLToPath(new URL('../../../README.md', import.meta.url));
const START = '<!-- bench:streaming -->';
const END = '<!-- /bench:streaming -->';

/**
 * Replaces the text between the README's two marks.
 * @throws Error if the marks are missing
 */
export async function writeIntoReadme(text: string): Promise<void> {
  const { before, after } = split(await readFile(README, 'utf8'));
  const whole = `${before}${START}\n\n${text}\n\n${END}${after}`;
  await writeFile(README, await format(whole, { ...(await resolveConfig(README)), filepath: README }));
}

/**
 * Checks, before hours of measuring, that the README can be changed.
 * @throws Error if the marks are missing
 */
export async function checkReadme(): Promise<void> {
  split(await readFile(README, 'utf8'));
}

function split(readme: string): { before: string; after: string } {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(
      `The README has no place for the table: put ${START} and ${END} into it, each on a line.`,
    );
  }
  return { before: readme.slice(0, start), after: readme.slice(end + END.length) };
}
