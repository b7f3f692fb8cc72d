/**
 * Lets all else have its turn of the event loop: what was written is sent, what has come is read. An embedded
 * database answers in microtasks, so that whoever asks it much in a row would else keep everybody waiting.
 * @param turns how many
 */
export async function yieldToEventLoop(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
