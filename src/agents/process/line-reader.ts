const NEWLINE = 0x0a;

/** Puts lines together from the pieces that a pipe gives. What it costs grows with the bytes, however they are cut. */
export interface LineReader {
  /** @throws where a line is too long */
  push(bytes: Buffer): string[];
}

/** @param longest the most bytes that a line may have */
export function createLineReader(longest = Infinity): LineReader {
  let pieces: Buffer[] = [];
  let length = 0;

  function add(piece: Buffer): void {
    length += piece.length;
    if (length > longest) throw new Error(`a line of more than ${longest} bytes`);
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
