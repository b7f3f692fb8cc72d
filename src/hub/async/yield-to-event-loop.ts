/**
 * Lets the event loop do other work, such as sending and receiving data. An embedded database answers in microtasks,
 * so many queries in a row would block everything else.
 * @param turns number of turns of the event loop to wait
 */
export async function yieldToEventLoop(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
