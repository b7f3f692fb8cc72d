/** Appends nodes, however many there are: a function takes no more than some hundred thousand arguments. */
export function appendAll<T extends ParentNode>(parent: T, nodes: readonly Node[]): T {
  for (const node of nodes) parent.append(node);
  return parent;
}
