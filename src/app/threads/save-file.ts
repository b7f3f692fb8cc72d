import { graphemes } from '../../protocol/graphemes.ts';

/**
 * Time for which the URL of a file stays valid, in milliseconds. It is long, because Safari asks the person before it
 * saves.
 */
const URL_LIFETIME = 40_000;
/**
 * Maximum length of a file name without its extension, in bytes of UTF-8. Systems allow 255, and may add characters.
 */
const MAX_NAME_BYTES = 180;

/**
 * Characters that some operating system forbids in file names, and marks that change the direction of text. Source:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const UNSAFE = /[\\/:*?"<>|\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

const encoder = new TextEncoder();

/** Offers a text to the person as a download. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), URL_LIFETIME);
}

/** Creates a file name from a title. All operating systems accept it. */
export function fileName(title: string, extension: string): string {
  const safe = title
    .replace(UNSAFE, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+/, '');
  const name = shortened(withoutDotsAtEnd(safe)) || 'Conversation';
  return `${RESERVED.test(name) ? `${name}_` : name}.${extension}`;
}

/**
 * Removes dots and spaces at the end. Uses a loop, because a regular expression would scan every sequence of dots to
 * its end.
 */
function withoutDotsAtEnd(name: string): string {
  let end = name.length;
  while (end > 0 && '. '.includes(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

function shortened(name: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of graphemes(name)) {
    bytes += encoder.encode(character).length;
    if (bytes > MAX_NAME_BYTES) break;
    kept += character;
  }
  return kept.trimEnd();
}
