/** A piece of an answer, and a piece of the reasoning before it. */
export interface SplitPiece {
  readonly text: string;
  readonly thinking: string;
}

/** An answer in the harmony format begins with one of these markers. */
const BEGINNINGS = ['<|channel|>', '<|start|>'];
const MARKER = /<\|(start|channel|constrain|message|end|return|call)\|>/;
const PART_OF_MARKER = /<(\|\w*\|?)?$/;
const THOUGHTS = /\b(analysis|commentary)\b/;

/**
 * Returns whether a text is in harmony, the raw format of gpt-oss, which its server should have parsed; null if that is
 * not known yet.
 */
export function isHarmony(text: string): boolean | null {
  const start = text.trimStart();
  if (BEGINNINGS.some((marker) => start.startsWith(marker))) return true;
  return start !== '' && BEGINNINGS.some((marker) => marker.startsWith(start)) ? null : false;
}

/** Separates reasoning from the answer in the harmony format: https://cookbook.openai.com/articles/openai-harmony */
export interface HarmonySplitter {
  push(piece: string): SplitPiece;
  end(): SplitPiece;
}

/** Creates a splitter for one answer. */
export function createHarmonySplitter(): HarmonySplitter {
  let held = '';
  /**
   * The kind of the current text: the header with role and channel, the content of a channel, or text between messages.
   */
  let place: 'header' | 'thinking' | 'text' | 'between' = 'between';
  let header = '';

  function add(to: SplitPiece, more: string): SplitPiece {
    if (place === 'header') header += more;
    else if (place === 'thinking') return { ...to, thinking: to.thinking + more };
    else if (place === 'text' || more.trim() !== '') return { ...to, text: to.text + more };
    return to;
  }

  function pass(marker: string): void {
    if (marker === 'message') place = THOUGHTS.test(header) ? 'thinking' : 'text';
    else if (marker === 'start' || marker === 'channel' || marker === 'constrain') {
      header = place === 'header' ? `${header} ` : '';
      place = 'header';
    } else place = 'between';
  }

  return {
    push(piece) {
      let found: SplitPiece = { text: '', thinking: '' };
      held += piece;
      for (let marker = MARKER.exec(held); marker; marker = MARKER.exec(held)) {
        found = add(found, held.slice(0, marker.index));
        pass(marker[1]!);
        held = held.slice(marker.index + marker[0].length);
      }
      const whole = PART_OF_MARKER.exec(held)?.index ?? held.length;
      found = add(found, held.slice(0, whole));
      held = held.slice(whole);
      return found;
    },
    end() {
      const rest = held;
      held = '';
      return add({ text: '', thinking: '' }, rest);
    },
  };
}
