import { memo, useCallback } from 'react';
import type { Part } from '../chunks.ts';
import type { Alignment, Inline, TableBlock } from '../document.ts';
import type { Direction } from '../direction.ts';
import { InlineText } from './inline-text.tsx';
import { Parts } from './parts.tsx';

interface TableViewProps {
  table: TableBlock;
  direction: Direction | undefined;
}

/** A table without rows still has one part, for its header. */
const NO_ROWS: TableBlock['rows'] = [[[]]];

/**
 * A table, in an element that scrolls sideways if the table is too wide. Long tables are split into parts, each with the header,
 * because a browser lays out the whole table again with each new row.
 */
export function TableView({ table, direction }: TableViewProps) {
  const { alignments, header, rows } = table;
  const renderPart = useCallback(
    (part: Part<readonly Inline[]>, index: number, isFull: boolean) => {
      const shown = <TablePart alignments={alignments} header={header} rows={part} continues={index > 0} />;
      return index === 0 ? (
        shown
      ) : (
        <div className="table-part" data-full={isFull}>
          {shown}
        </div>
      );
    },
    [alignments, header],
  );
  return (
    // A group, not a region: a page may contain many tables, and each landmark would need its own name.
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for form fields
      role="group"
      aria-label="Table"
      dir={direction}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
      tabIndex={0}
      className="table-scroller"
    >
      <Parts chunks={rows.length === 0 ? NO_ROWS : rows} renderPart={renderPart} />
    </div>
  );
}

interface TablePartProps extends Pick<TableBlock, 'alignments' | 'header'> {
  rows: Part<readonly Inline[]>;
  /** Whether it continues another part, and repeats its header. */
  continues: boolean;
}

const TablePart = memo(function TablePart({ alignments, header, rows, continues }: TablePartProps) {
  return (
    <table>
      <thead data-uncopied={continues ? '' : undefined}>
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
  );
});

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
