/**
 * What of a text is within a range.
 * @param range null: all
 */
export function selectedText(node: Text, range: Range | null): string {
  if (!range) return node.data;
  if (!range.intersectsNode(node)) return '';
  const start = node === range.startContainer ? range.startOffset : 0;
  const end = node === range.endContainer ? range.endOffset : node.data.length;
  return node.data.slice(start, end);
}

/** What of the texts of an element is within a range, to the letter. */
export function textWithin(node: Node, range: Range | null): string {
  if (node instanceof Text) return selectedText(node, range);
  return Array.from(node.childNodes, (child) => textWithin(child, range)).join('');
}
