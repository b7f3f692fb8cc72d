import { memo } from 'react';
import type { Chunks } from '../../markdown/chunks.ts';
import type { Block, ListBlock, ListItem } from '../../markdown/document.ts';
import { CalloutView } from './callout-view.tsx';
import { CodeView } from './code-view.tsx';
import { InlineText } from './inline-text.tsx';
import { MathsView } from './maths-view.tsx';
import { TableView } from './table-view.tsx';

interface BlocksProps {
  chunks: Chunks<Block>;
  /** Each piece has an element, so that what is out of sight costs nothing. */
  inSections?: boolean;
}

/** Blocks, of which only those that have changed are rendered again. */
export function Blocks({ chunks, inSections = false }: BlocksProps) {
  return chunks.map((blocks, index) =>
    inSections ? (
      <Section key={index} blocks={blocks} isFull={index < chunks.length - 1} />
    ) : (
      <Run key={index} blocks={blocks} />
    ),
  );
}

interface RunProps {
  blocks: readonly Block[];
}

const Run = memo(function Run({ blocks }: RunProps) {
  return blocks.map((block, index) => <BlockView key={index} block={block} />);
});

const Section = memo(function Section({ blocks, isFull }: RunProps & { isFull: boolean }) {
  return (
    <div className="section" data-full={isFull}>
      <Run blocks={blocks} />
    </div>
  );
});

/** The headings of a message stand under the name of who says it, which is an h2. */
const HEADINGS = ['h3', 'h3', 'h3', 'h4', 'h5', 'h6'] as const;

interface BlockViewProps {
  block: Block;
}

const BlockView = memo(function BlockView({ block }: BlockViewProps) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p dir="auto">
          <InlineText inline={block.text} />
        </p>
      );
    case 'heading': {
      const Heading = HEADINGS[block.level - 1] ?? 'h6';
      return (
        <Heading dir="auto" data-level={block.level}>
          <InlineText inline={block.text} />
        </Heading>
      );
    }
    case 'break':
      return <hr />;
    case 'quote': {
      const blocks = <Blocks chunks={block.blocks} />;
      return block.callout ? (
        <CalloutView callout={block.callout}>{blocks}</CalloutView>
      ) : (
        <blockquote dir="auto">{blocks}</blockquote>
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
      return <ListView list={block} />;
    case 'table':
      return <TableView table={block} />;
  }
});

interface ListViewProps {
  list: ListBlock;
}

/** A list. Its items have paragraphs, be it loose or not: how far they stand apart is a matter of style. */
function ListView({ list }: ListViewProps) {
  const items = list.items.map((run, index) => <Items key={index} items={run} />);
  const shared = { dir: 'auto', 'data-loose': list.loose } as const;
  return list.start === null ? (
    <ul {...shared}>{items}</ul>
  ) : (
    <ol {...shared} start={list.start}>
      {items}
    </ol>
  );
}

const Items = memo(function Items({ items }: { items: readonly ListItem[] }) {
  return items.map((item, index) => <Item key={index} item={item} />);
});

const Item = memo(function Item({ item }: { item: ListItem }) {
  const { checked, blocks } = item;
  return (
    <li dir="auto" className={checked === null ? undefined : 'task'}>
      {checked !== null && (
        <input type="checkbox" checked={checked} disabled aria-label={checked ? 'Done' : 'To do'} />
      )}
      <Blocks chunks={blocks} />
    </li>
  );
});
