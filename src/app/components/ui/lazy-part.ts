import { createElement, lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** A part of the page in a chunk of its own, as `React.lazy`. A chunk that could not be loaded is loaded again when it is shown again. */
export function lazyPart<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P> {
  let Part: LazyExoticComponent<ComponentType<P>>;

  function renew(): void {
    Part = lazy(async () => {
      try {
        return await load();
      } catch (error) {
        renew(); // a lazy component keeps its error for ever
        throw error;
      }
    });
  }

  renew();
  return function LazyPart(props) {
    return createElement(Part as ComponentType<P>, props);
  };
}
