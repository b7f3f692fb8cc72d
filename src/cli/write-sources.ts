import { hostOf } from '../client/source-list.ts';
import type { Source } from '../client/cited-text.ts';
import { styled } from './styled-text.ts';
import type { Output } from './terminal.ts';

/** Writes the sources of a message, with the numbers of their marks. */
export function writeSources(out: Output, sources: readonly Source[]): void {
  for (const { number, url, title } of sources) {
    out.write(styled('dim', `[${number}] ${title || hostOf(url)}  ${url}`), '\n');
  }
}
