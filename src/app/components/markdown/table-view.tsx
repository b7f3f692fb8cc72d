import { memo } from 'react';
import type { Alignment, Inline, TableBlock } from '../../markdown/document.ts';
import type { Direction } from '../../markdown/direction.ts';
import { InlineText } from './inline-text.tsx';

interface TableViewProps {
  table: TableBlock;
  direction: Direction | undefined;
}

/** A table, in an element that scrolls sideways where it is too wide. */
export function TableView({ table, direction }: TableViewProps) {
  const { alignments, header, rows } = table;
  return (
    // A group, not a region: a page may hold many tables, and each landmark would need its own name.
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for what can be filled in
      role="group"
      aria-label="Table"
      dir={direction}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
      tabIndex={0}
      className="table-scroller"
    >
      <table>
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th key={column} data-align={alignments[column]}>
                <InlineText inline={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((run, index) => (
            <Rows key={index} rows={run} alignments={alignments} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowsProps {
  rows: readonly (readonly Inline[])[];
  alignments: readonly Alignment[];
}

const Rows = memo(function Rows({ rows, alignments }: RowsProps) {
  return rows.map((cells, index) => <Row key={index} cells={cells} alignments={alignments} />);
});

interface RowProps {
  cells: readonly Inline[];
  alignments: readonly Alignment[];
}

const Row = memo(function Row({ cells, alignments }: RowProps) {
  return (
    <tr>
      {cells.map((cell, column) => (
        <td key={column} data-align={alignments[column]}>
          <InlineText inline={cell} />
        </td>
      ))}
    </tr>
  );
});
