import { memo } from 'react';
import type { Chunks, Part } from '../chunks.ts';
import { directionOf, directionOfBlock } from '../direction.ts';
import type { Block } from '../document.ts';
import { CalloutView } from './callout-view.tsx';
import { CodeView } from './code-view.tsx';
import { InlineText } from './inline-text.tsx';
import { ListView } from './list-view.tsx';
import { MathsView } from './maths-view.tsx';
import { Parts } from './parts.tsx';
import { TableView } from './table-view.tsx';
import { TooLong } from './too-long-note.tsx';

interface BlocksProps {
  chunks: Chunks<Block>;
  /** Whether the blocks are not inside another block. */
  isTop?: boolean;
}

/** Renders blocks. Only changed blocks render again. */
export function Blocks({ chunks, isTop = false }: BlocksProps) {
  return <Parts chunks={chunks} renderPart={isTop ? renderTop : renderInner} />;
}

const renderTop = (part: Part<Block>, _: number, isFull: boolean) => (
  <Pieces part={part} isTop inSections isFull={isFull} />
);
/** The first part of nested blocks needs no sections. */
const renderInner = (part: Part<Block>, index: number, isFull: boolean) => (
  <Pieces part={part} isTop={false} inSections={index > 0} isFull={isFull} />
);

interface PiecesProps {
  part: Part<Block>;
  isTop: boolean;
  /** Whether each piece gets a section, whose layout the browser skips while it is out of view. */
  inSections: boolean;
  isFull: boolean;
}

const Pieces = memo(function Pieces({ part, isTop, inSections, isFull }: PiecesProps) {
  return part.map((blocks, index) =>
    inSections ? (
      <Section key={index} blocks={blocks} isTop={isTop} isFull={isFull || index < part.length - 1} />
    ) : (
      <Run key={index} blocks={blocks} isTop={isTop} />
    ),
  );
});

interface RunProps {
  blocks: readonly Block[];
  /** Whether the blocks are not inside another block. If so, each block has its own direction. */
  isTop: boolean;
}

const Run = memo(function Run({ blocks, isTop }: RunProps) {
  return blocks.map((block, index) => <BlockView key={index} block={block} isTop={isTop} />);
});

interface SectionProps extends RunProps {
  isFull: boolean;
}

const Section = memo(function Section({ blocks, isTop, isFull }: SectionProps) {
  return (
    <div className="section" data-full={isFull}>
      <Run blocks={blocks} isTop={isTop} />
    </div>
  );
});

/** The headings of a message start at h3, because the name of its author is an h2. */
const HEADINGS = ['h3', 'h3', 'h3', 'h4', 'h5', 'h6'] as const;

interface BlockViewProps {
  block: Block;
  isTop: boolean;
}

const renderBlocks = (chunks: Chunks<Block>) => <Blocks chunks={chunks} />;

/**
 * Renders a block. Its direction is computed from its text. `dir="auto"` would ignore children with their own `dir`,
 * and would read all other children again each time a child is added. Nested quotations, lists and tables have the
 * direction of the outermost block.
 */
const BlockView = memo(function BlockView({ block, isTop }: BlockViewProps) {
  const direction = isTop ? (directionOfBlock(block) ?? undefined) : undefined;
  switch (block.type) {
    case 'paragraph':
      return (
        <p dir={directionOf(block.text) ?? undefined}>
          <InlineText inline={block.text} />
          {block.text.tooLong && <TooLong what={block.text.tooLong} />}
        </p>
      );
    case 'heading': {
      const Heading = HEADINGS[block.level - 1] ?? 'h6';
      return (
        <Heading dir={directionOf(block.text) ?? undefined} data-level={block.level}>
          <InlineText inline={block.text} />
        </Heading>
      );
    }
    case 'break':
      return <hr />;
    case 'quote': {
      const blocks = <Blocks chunks={block.blocks} />;
      return block.callout ? (
        <CalloutView callout={block.callout} direction={direction}>
          {blocks}
        </CalloutView>
      ) : (
        <blockquote dir={direction}>{blocks}</blockquote>
      );
    }
    case 'code':
      return <CodeView block={block} />;
    case 'maths':
      return block.open ? (
        <p dir="auto" className="whitespace-pre-line">
          {block.source}
        </p>
      ) : (
        <MathsView tex={block.source} written={`$$\n${block.source}\n$$`} isBlock />
      );
    case 'list':
      return <ListView list={block} direction={direction} renderBlocks={renderBlocks} />;
    case 'table':
      return <TableView table={block} direction={direction} />;
  }
});
