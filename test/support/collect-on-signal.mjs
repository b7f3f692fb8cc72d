/*
 * Preloaded into a measured server, under --expose-gc: separates the memory that streams hold from the garbage that
 * opening them has left.
 */
process.on('SIGUSR2', () => globalThis.gc());
