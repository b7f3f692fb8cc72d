const WORDS = {
  line: 'This line is too long to format. The rest of it is shown as plain text.',
  table: 'This table has too many columns. It is shown as plain text.',
  code: 'A line is too long to show in one piece. It is split here, but copied as one line.',
} as const;

interface TooLongProps {
  what: keyof typeof WORDS;
}

/** A note that explains why a text is not formatted, or why a line of code is split. */
export function TooLong({ what }: TooLongProps) {
  return (
    <span className="too-long" data-uncopied="">
      {WORDS[what]}
    </span>
  );
}
