/*
 * Preloaded into a server that is measured, under --expose-gc: what its streams hold is to be told from what
 * opening them has left behind.
 */
process.on('SIGUSR2', () => globalThis.gc());
