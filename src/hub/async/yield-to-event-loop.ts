/**
 * Lets the event loop do other work: send what was written, and read what has arrived. An embedded database answers
 * in microtasks, so many queries in a row would block everything else.
 * @param turns how many turns of the event loop to wait
 */
export async function yieldToEventLoop(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
