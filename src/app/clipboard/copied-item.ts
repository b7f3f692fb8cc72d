/** A copied list item, with the number or the checkmark that the page shows beside it. */
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

/** The number of the first item of a list that was copied in part. */
export function firstNumber(list: HTMLOListElement, content: readonly Node[]): number {
  const first = content.find((node) => node instanceof HTMLLIElement);
  return first?.value ?? list.start;
}

function numberOf(item: Element, list: HTMLOListElement): number {
  return list.start + [...list.children].indexOf(item);
}

/** A character instead of a checkbox: mail programs remove checkboxes. */
function checkmark(isDone: boolean): Element {
  const sign = document.createElement('span');
  sign.dataset['sign'] = ''; // plain text writes it as [x] or [ ]
  sign.textContent = isDone ? '☑ ' : '☐ ';
  return sign;
}

/** Whether the selection begins inside an item. Then the item is copied without its number or checkmark. */
function isCut(item: Element, range: Range): boolean {
  if (!item.contains(range.startContainer)) return false;
  const before = document.createRange();
  before.setStart(item, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().trim() !== '';
}

/** Appends any number of nodes. `append(...nodes)` fails with some hundred thousand arguments. */
export function appendAll<T extends ParentNode>(parent: T, nodes: readonly Node[]): T {
  for (const node of nodes) parent.append(node);
  return parent;
}
