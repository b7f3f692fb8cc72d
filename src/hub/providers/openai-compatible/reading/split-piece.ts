/** A piece of an answer, and a piece of what the model thought before it. */
export interface SplitPiece {
  readonly text: string;
  readonly thinking: string;
}
