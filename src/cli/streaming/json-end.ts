/** Finds the end of a JSON object that arrives in pieces. */
export interface JsonEnd {
  push(piece: string): void;
  /** Whether the object is complete. */
  readonly isComplete: boolean;
}

/** Creates a reader that looks for the end of an object, and does not check its syntax. */
export function createJsonEnd(): JsonEnd {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isComplete = false;

  function read(character: string): void {
    if (isEscaped) isEscaped = false;
    else if (isInString && character === '\\') isEscaped = true;
    else if (character === '"') isInString = !isInString;
    else if (isInString) return;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') isComplete ||= --depth === 0;
  }

  return {
    push(piece) {
      for (const character of piece) read(character);
    },
    get isComplete() {
      return isComplete;
    },
  };
}
