import './page.css';
import { LAST_WORD } from '../document.ts';
import { byId } from './by-id.ts';
import { followRun, streams } from './stream.ts';

/** The floor: the cost of receiving each delta and showing their number once per frame. */
const count = byId('count');
let deltas = 0;

function show(): void {
  count.textContent = String(deltas);
  requestAnimationFrame(show);
}

requestAnimationFrame(show);
followRun({
  onDelta: () => (deltas += 1),
  onEnd: () => byId('end').append(`${LAST_WORD} `.repeat(streams)),
});
