/**
 * Returns a copied fragment as plain text. Blank lines separate blocks, items have numbers or checkmarks, and tabs
 * separate the cells of a table.
 */
export function plainText(fragment: DocumentFragment): string {
  return blocksOf(fragment).join('\n\n');
}

/** Returns the texts of the blocks in an element. Inline content between two blocks counts as a block. */
function blocksOf(parent: ParentNode): string[] {
  const blocks: string[] = [];
  let inline = '';
  function end(): void {
    if (inline.trim() !== '') blocks.push(inline.trim());
    inline = '';
  }
  for (const node of parent.childNodes) {
    const block = node instanceof Element ? blockText(node) : null;
    if (block === null) inline += inlineText(node);
    else {
      end();
      blocks.push(block);
    }
  }
  end();
  return blocks;
}

/** Returns the text of a block; null if the element is not a block. */
function blockText(element: Element): string | null {
  if (/^(P|H[1-6])$/.test(element.tagName)) return inlineText(element).trim();
  switch (element.tagName) {
    case 'PRE':
      return element.textContent;
    case 'HR':
      return '---';
    case 'BLOCKQUOTE':
      return blocksOf(element).join('\n\n').replace(/^/gm, '> ');
    case 'UL':
    case 'OL':
      return Array.from(element.children, itemText).join('\n');
    case 'LI':
      return itemText(element);
    case 'TABLE':
    case 'THEAD':
    case 'TBODY':
      return Array.from(element.querySelectorAll('tr'), rowText).join('\n');
    case 'TR':
      return rowText(element);
    default:
      return null;
  }
}

function rowText(row: Element): string {
  return Array.from(row.children, (cell) => inOneLine(inlineText(cell))).join('\t');
}

function inOneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

function itemText(item: Element): string {
  const marker = markerOf(item);
  return (
    marker +
    blocksOf(item)
      .join('\n')
      .replace(/\n(?=.)/g, `\n${' '.repeat(marker.length)}`)
  );
}

function markerOf(item: Element): string {
  if (!(item instanceof HTMLLIElement) || item.dataset['cut'] !== undefined) return '';
  const bullet = item.hasAttribute('value') ? `${item.value}. ` : '- ';
  if (item.dataset['task'] === undefined) return bullet;
  return `${bullet}${item.dataset['task'] === 'done' ? '[x]' : '[ ]'} `;
}

function inlineText(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) || node.hasAttribute('data-sign')) return '';
  if (node.tagName === 'BR') return '\n';
  const text = Array.from(node.childNodes, (child) =>
    child instanceof HTMLParagraphElement ? `\n${inlineText(child)}\n` : inlineText(child),
  ).join('');
  return node.tagName === 'SUP' ? `[${text}]` : text;
}
