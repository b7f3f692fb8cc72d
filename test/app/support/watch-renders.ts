/** The used part of a fiber: https://github.com/facebook/react/blob/main/packages/react-reconciler/src/ReactInternalTypes.js */
interface Fiber {
  type: { name?: string; displayName?: string; type?: { name?: string } } | string | null;
  flags: number;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
}

const PERFORMED_WORK = 1;

declare global {
  /** Shared by all instances of this module: React keeps the hook of the first one, also if modules are loaded again. */
  var recordedRenders: string[] | undefined;
}

const renders = (globalThis.recordedRenders ??= []);

/** The names of the components that have rendered since the last call, once per render. */
export function takeRenders(): string[] {
  return renders.splice(0).toSorted();
}

function record(fiber: Fiber): void {
  const { type } = fiber;
  const name =
    type && typeof type === 'object' ? type.type?.name : typeof type === 'function' ? nameOf(type) : '';
  if (name && (fiber.flags & PERFORMED_WORK) !== 0) renders.push(name);
  // If nothing below has rendered, the children are the same objects as before.
  if (fiber.alternate && fiber.child === fiber.alternate.child) return;
  for (let child = fiber.child; child; child = child.sibling) record(child);
}

function nameOf(type: { name?: string; displayName?: string }): string {
  return type.displayName ?? type.name ?? '';
}

// The hook that React's devtools use: https://github.com/facebook/react/tree/main/packages/react-devtools-shared
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
