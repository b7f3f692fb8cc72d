/**
 * Returns the part of a text node that is within a range.
 * @param range null for the whole text
 */
export function selectedText(node: Text, range: Range | null): string {
  if (!range) return node.data;
  if (!range.intersectsNode(node)) return '';
  const start = node === range.startContainer ? range.startOffset : 0;
  const end = node === range.endContainer ? range.endOffset : node.data.length;
  return node.data.slice(start, end);
}

/** Returns the text of a node that is within a range, unchanged. */
export function textWithin(node: Node, range: Range | null): string {
  if (node instanceof Text) return selectedText(node, range);
  return Array.from(node.childNodes, (child) => textWithin(child, range)).join('');
}
