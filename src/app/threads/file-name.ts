import { graphemes } from '../../protocol/graphemes.ts';

/** In bytes of UTF-8, so that what systems add finds room within their 255. */
const LONGEST = 180;

/** What no system allows, or what would turn what is read around: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const UNSAFE = /[\\/:*?"<>|\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

const encoder = new TextEncoder();

/** A name that every system takes, made of a title. */
export function fileName(title: string, extension: string): string {
  const safe = title
    .replace(UNSAFE, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+/, '');
  const name = shortened(withoutDotsAtEnd(safe)) || 'Conversation';
  return `${RESERVED.test(name) ? `${name}_` : name}.${extension}`;
}

/** A pattern for this would try every run of dots to its end. */
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
    if (bytes > LONGEST) break;
    kept += character;
  }
  return kept.trimEnd();
}
