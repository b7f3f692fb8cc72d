/**
 * Loads code before it is needed. Errors are ignored: when the code is needed, it is requested again, and a `LoadBoundary`
 * reports the error.
 * @param load imports the code
 */
export function preload(load: () => Promise<unknown>): void {
  void load().catch(() => undefined);
}
