import { memo, type ReactNode } from 'react';
import { countOf, inGroups, type Chunks } from '../../markdown/chunks.ts';
import type { Direction } from '../../markdown/direction.ts';
import type { Block, ListBlock, ListItem } from '../../markdown/document.ts';

interface ListViewProps {
  list: ListBlock;
  direction: Direction | undefined;
  /** Renders what an item contains; keeps its identity. */
  renderBlocks: RenderBlocks;
}

type RenderBlocks = (chunks: Chunks<Block>) => ReactNode;

/** A part has so many pieces: longer lists than anyone reads are laid out in parts, of which only some are in view. */
const PIECES = 20;

/** A list. Its items have paragraphs, be it loose or not: how far they stand apart is a matter of style. */
export function ListView({ list: { start, loose, items }, direction, renderBlocks }: ListViewProps) {
  const parts = inGroups(items, PIECES);
  const partLength = countOf(parts[0] ?? []);
  return parts.map((part, index) => (
    <ListPart
      key={index}
      items={part}
      start={start === null ? null : start + index * partLength}
      loose={loose}
      direction={direction}
      renderBlocks={renderBlocks}
      isFull={index < parts.length - 1}
      continues={index > 0}
    />
  ));
}

interface ListPartProps
  extends Pick<ListBlock, 'start' | 'loose' | 'items'>, Pick<ListViewProps, 'direction' | 'renderBlocks'> {
  /** No item will come to it. */
  isFull: boolean;
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
}, areSameParts);

function areSameParts(
  { items, ...part }: ListPartProps,
  { items: others, ...other }: ListPartProps,
): boolean {
  const sameItems = items.length === others.length && items.every((run, index) => run === others[index]);
  return sameItems && Object.entries(part).every(([name, value]) => value === Reflect.get(other, name));
}

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
