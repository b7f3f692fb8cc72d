import { itemsOf, type Chunks } from '../../../src/app/markdown/chunks.ts';
import type { Block, Inline } from '../../../src/app/markdown/document.ts';

/** The texts with inline syntax in these blocks, in order, each in the pieces in which it is parsed. */
export function* inlinesIn(chunks: Chunks<Block>): Generator<Inline> {
  for (const block of itemsOf(chunks)) {
    if (block.type === 'paragraph' || block.type === 'heading') yield* piecesOf(block.text);
    else if (block.type === 'quote') yield* inlinesIn(block.blocks);
    else if (block.type === 'list') for (const { blocks } of itemsOf(block.items)) yield* inlinesIn(blocks);
    else if (block.type === 'table')
      yield* [...block.header, ...itemsOf(block.rows).flat()].flatMap(piecesOf);
  }
}

/** The pieces of a text, or the text itself if it is one. */
function piecesOf(inline: Inline): Inline[] {
  return [...itemsOf(inline.earlier ?? []), inline];
}
