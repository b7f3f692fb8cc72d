/** Tells the operator, on standard error. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}

/**
 * An agent's stray promise is that agent's mistake: it is told, and the hub goes on.
 * @returns what ends that
 */
export function outliveStrayRejections(tell: (message: string) => void): () => void {
  const onRejection = (reason: unknown) => {
    const what = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    tell(`A promise was rejected and nobody looked: ${what}`);
  };
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}
