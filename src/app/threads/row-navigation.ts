import type { KeyboardEvent } from 'react';

const ROW = 'a[data-thread]';

/**
 * Moves the focus between the rows of the list with the arrow keys, Home and End, and between the first row and the
 * search field. Handles the keydown events of the rows and of the search field.
 */
export function moveFocusAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const { key, currentTarget } = event;
  const list = currentTarget.closest('nav');
  if (!list || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const rows = [...list.querySelectorAll<HTMLElement>(ROW)];
  const field = list.querySelector<HTMLElement>('input[type="search"]');
  const next = currentTarget === field ? fromField(key, rows) : fromRow(key, rows, currentTarget, field);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/**
 * Returns the element to focus when the row of a thread is removed: the next row, else the previous row, else the
 * search field.
 */
export function rowNextTo(list: HTMLElement, threadId: string): HTMLElement | null {
  const rows = [...list.querySelectorAll<HTMLElement>(ROW)];
  const index = rows.findIndex((row) => row.dataset['thread'] === threadId);
  return rows[index + 1] ?? rows[index - 1] ?? list.querySelector('input[type="search"]');
}

function fromField(key: string, rows: readonly HTMLElement[]): HTMLElement | undefined {
  return key === 'ArrowDown' ? rows[0] : undefined;
}

function fromRow(key: string, rows: readonly HTMLElement[], row: HTMLElement, field: HTMLElement | null) {
  const index = rows.indexOf(row);
  if (index < 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return rows[index + 1];
    case 'ArrowUp':
      return index === 0 ? field : rows[index - 1];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}
