/** The part of a fiber that is read here: https://github.com/facebook/react/blob/main/packages/react-reconciler/src/ReactInternalTypes.js */
interface Fiber {
  type: { name?: string; displayName?: string; type?: { name?: string } } | string | null;
  flags: number;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

const PERFORMED_WORK = 1;

let renders: string[] = [];

/** The components that have rendered since the last call, by name, each as often as it did. */
export function takeRenders(): string[] {
  return renders.splice(0).toSorted();
}

function record(fiber: Fiber): void {
  const { type } = fiber;
  const name =
    type && typeof type === 'object' ? type.type?.name : typeof type === 'function' ? nameOf(type) : '';
  if (name && (fiber.flags & PERFORMED_WORK) !== 0) renders.push(name);
  // Where nothing below has rendered the children are those of before.
  if (fiber.alternate && fiber.child === fiber.alternate.child) return;
  for (let child = fiber.child; child; child = child.sibling) record(child);
}

function nameOf(type: { name?: string; displayName?: string }): string {
  return type.displayName ?? type.name ?? '';
}

// As React's own tools do it: https://github.com/facebook/react/tree/main/packages/react-devtools-shared
Object.assign(globalThis, {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: {
    supportsFiber: true,
    inject: () => 1,
    checkDCE: () => {},
    onCommitFiberRoot: (_: number, root: { current: Fiber }) => record(root.current),
    onCommitFiberUnmount: () => {},
    onPostCommitFiberRoot: () => {},
  },
});
