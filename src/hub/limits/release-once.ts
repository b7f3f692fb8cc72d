/** Returns a function that calls `release` the first time, and does nothing after that. */
export function releaseOnce(release: () => void): () => void {
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    release();
  };
}
