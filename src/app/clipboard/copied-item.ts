/** Creates a copied list item, with the number or the checkmark that the page shows beside it. */
export function copiedItem(of: Element, content: readonly Node[], range: Range | null): HTMLLIElement {
  const item = document.createElement('li');
  appendAll(item, content);
  const box = of.querySelector<HTMLInputElement>(':scope > input[type="checkbox"]');
  if (box) {
    item.dataset['task'] = box.checked ? 'done' : 'open';
    (item.querySelector('p') ?? item).prepend(checkmark(box.checked));
  }
  if (of.parentElement instanceof HTMLOListElement) item.value = numberOf(of, of.parentElement);
  if (range && isCut(of, range)) item.dataset['cut'] = '';
  return item;
}

/** Returns the number of the first copied item of a list; the list's own first number if no item was copied. */
export function firstNumber(list: HTMLOListElement, content: readonly Node[]): number {
  const first = content.find((node) => node instanceof HTMLLIElement);
  return first?.value ?? list.start;
}

function numberOf(item: Element, list: HTMLOListElement): number {
  return list.start + [...list.children].indexOf(item);
}

/** Creates a checkmark character. It replaces the checkbox, because mail programs remove checkboxes. */
function checkmark(isDone: boolean): Element {
  const sign = document.createElement('span');
  sign.dataset['sign'] = ''; // plain text contains [x] or [ ] instead
  sign.textContent = isDone ? '☑ ' : '☐ ';
  return sign;
}

/**
 * Whether the selection begins inside the text of an item. In plain text, such an item has no number, bullet or
 * checkmark.
 */
function isCut(item: Element, range: Range): boolean {
  if (!item.contains(range.startContainer)) return false;
  const before = document.createRange();
  before.setStart(item, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().trim() !== '';
}

/** Appends any number of nodes. `append(...nodes)` fails with several hundred thousand arguments. */
export function appendAll<T extends ParentNode>(parent: T, nodes: readonly Node[]): T {
  for (const node of nodes) parent.append(node);
  return parent;
}
