import { createElement, Suspense, use, type ComponentType, type ReactNode } from 'react';

/** A component whose code is loaded once: when it is first shown, or before. */
interface LoadedOnce<Props> {
  Component: (props: Props) => ReactNode;
  /** Loads the code. Never rejects. Call it early if the component is about to be shown. */
  load(): Promise<unknown>;
  /** Whether the component can be shown without loading code. */
  isLoaded(): boolean;
}

/**
 * Creates a component whose code is loaded once. Unlike `React.lazy`, it is shown at once if the code has been loaded
 * before.
 * @param Fallback shown if the code cannot be loaded: the server cannot be reached, or has been updated
 */
export function loadedOnce<Props extends object>(
  importComponent: () => Promise<ComponentType<Props>>,
  Fallback: ComponentType<Props>,
): LoadedOnce<Props> {
  let loading: Promise<ComponentType<Props>> | null = null;
  let loaded: ComponentType<Props> | null = null;

  function load(): Promise<ComponentType<Props>> {
    loading ??= importComponent().then(
      (component) => (loaded = component),
      () => (loaded = Fallback),
    );
    return loading;
  }

  function Loaded(props: Props) {
    return createElement(loaded ?? use(load()), props);
  }

  return {
    Component: (props) => (
      <Suspense>
        <Loaded {...props} />
      </Suspense>
    ),
    load,
    isLoaded: () => loaded !== null,
  };
}
