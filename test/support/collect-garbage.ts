import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects garbage at every turn of the event loop until the returned function is called. */
export function collectGarbage(): () => void {
  let next = setImmediate(function again() {
    collect();
    next = setImmediate(again);
  });
  return () => clearImmediate(next);
}
