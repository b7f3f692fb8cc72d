/** An item of a list, with the number or the tick that the page shows beside it. */
export function copiedItem(of: Element, content: readonly Node[], range: Range | null): HTMLLIElement {
  const item = document.createElement('li');
  appendAll(item, content);
  const box = of.querySelector<HTMLInputElement>(':scope > input[type="checkbox"]');
  if (box) {
    item.dataset['task'] = box.checked ? 'done' : 'open';
    (item.querySelector('p') ?? item).prepend(tick(box.checked));
  }
  if (of.parentElement instanceof HTMLOListElement) item.value = numberOf(of, of.parentElement);
  if (range && isCut(of, range)) item.dataset['cut'] = '';
  return item;
}

/** The number with which a list that was copied in part begins. */
export function firstNumber(list: HTMLOListElement, content: readonly Node[]): number {
  const first = content.find((node) => node instanceof HTMLLIElement);
  return first?.value ?? list.start;
}

function numberOf(item: Element, list: HTMLOListElement): number {
  return list.start + [...list.children].indexOf(item);
}

/** A sign rather than a box: mail programs take boxes away, and with them whether it is done. */
function tick(isDone: boolean): Element {
  const sign = document.createElement('span');
  sign.dataset['sign'] = ''; // which plain text writes otherwise
  sign.textContent = isDone ? '☑ ' : '☐ ';
  return sign;
}

/** Whether an item was selected without its first words: then it is shown without what stands before them. */
function isCut(item: Element, range: Range): boolean {
  if (!item.contains(range.startContainer)) return false;
  const before = document.createRange();
  before.setStart(item, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString().trim() !== '';
}

/** Appends nodes, however many there are: a function takes no more than some hundred thousand arguments. */
export function appendAll<T extends ParentNode>(parent: T, nodes: readonly Node[]): T {
  for (const node of nodes) parent.append(node);
  return parent;
}
