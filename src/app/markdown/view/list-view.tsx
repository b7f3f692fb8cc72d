import { memo, useCallback, type ReactNode } from 'react';
import { ITEMS_IN_PART, type Chunks, type Part } from '../chunks.ts';
import type { Direction } from '../direction.ts';
import type { Block, ListBlock, ListItem } from '../document.ts';
import { Parts } from './parts.tsx';

interface ListViewProps {
  list: ListBlock;
  direction: Direction | undefined;
  /** Renders the content of an item. The function must keep its identity. */
  renderBlocks: RenderBlocks;
}

type RenderBlocks = (chunks: Chunks<Block>) => ReactNode;

/**
 * A list. Items of tight lists also contain paragraphs: only the spacing in the styles differs. Long lists are split
 * into parts, so that the browser skips the layout of parts that are out of view.
 */
export function ListView({ list, direction, renderBlocks }: ListViewProps) {
  const { start, loose, items } = list;
  const renderPart = useCallback(
    (part: Part<ListItem>, index: number, isFull: boolean) => (
      <ListPart
        items={part}
        start={start === null ? null : start + index * ITEMS_IN_PART}
        loose={loose}
        direction={direction}
        renderBlocks={renderBlocks}
        isFull={isFull}
        continues={index > 0}
      />
    ),
    [start, loose, direction, renderBlocks],
  );
  return <Parts chunks={items} renderPart={renderPart} />;
}

interface ListPartProps
  extends Pick<ListBlock, 'start' | 'loose'>, Pick<ListViewProps, 'direction' | 'renderBlocks'> {
  items: Part<ListItem>;
  /** Whether no item will be added to it. */
  isFull: boolean;
  /** Whether it continues another part. */
  continues: boolean;
}

const ListPart = memo(function ListPart(props: ListPartProps) {
  const { items, start, loose, direction, renderBlocks, isFull, continues } = props;
  const content = items.map((run, index) => <Items key={index} items={run} renderBlocks={renderBlocks} />);
  const shared = {
    dir: direction,
    'data-loose': loose,
    'data-full': isFull || undefined,
    'data-continues': continues || undefined,
  };
  return start === null ? (
    <ul {...shared}>{content}</ul>
  ) : (
    <ol {...shared} start={start}>
      {content}
    </ol>
  );
});

interface ItemsProps {
  items: readonly ListItem[];
  renderBlocks: RenderBlocks;
}

const Items = memo(function Items({ items, renderBlocks }: ItemsProps) {
  return items.map((item, index) => <Item key={index} item={item} renderBlocks={renderBlocks} />);
});

interface ItemProps {
  item: ListItem;
  renderBlocks: RenderBlocks;
}

const Item = memo(function Item({ item: { checked, blocks }, renderBlocks }: ItemProps) {
  return (
    <li className={checked === null ? undefined : 'task'}>
      {checked !== null && (
        <input type="checkbox" checked={checked} disabled aria-label={checked ? 'Done' : 'To do'} />
      )}
      {renderBlocks(blocks)}
    </li>
  );
});
