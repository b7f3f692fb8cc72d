const NEWLINE = 0x0a;

/**
 * Joins the pieces that a pipe delivers into lines. The time is linear in the number of bytes, whatever the size of the
 * pieces.
 */
export interface LineReader {
  /**
   * Adds bytes, and returns the lines that are now complete.
   * @throws if a line is too long
   */
  push(bytes: Buffer): string[];
}

/** @param maxLength the maximum length of a line, in bytes */
export function createLineReader(maxLength = Infinity): LineReader {
  let pieces: Buffer[] = [];
  let length = 0;

  function add(piece: Buffer): void {
    length += piece.length;
    if (length > maxLength) throw new Error(`a line of more than ${maxLength} bytes`);
    pieces.push(piece);
  }

  return {
    push(bytes) {
      const lines: string[] = [];
      let start = 0;
      for (let end; (end = bytes.indexOf(NEWLINE, start)) !== -1; start = end + 1) {
        add(bytes.subarray(start, end));
        lines.push(Buffer.concat(pieces).toString('utf8'));
        pieces = [];
        length = 0;
      }
      if (start < bytes.length) add(bytes.subarray(start));
      return lines;
    },
  };
}
