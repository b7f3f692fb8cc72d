/**
 * Lets all else have its turn of the event loop: what was written is sent, what has come is read. An embedded
 * database answers in microtasks, so that whoever asks it much in a row would else keep everybody waiting.
 */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
