import { WrapText } from 'lucide-react';
import { memo, use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { LONGEST_CODE_LINE } from '../blocks/open-code.ts';
import { itemsOf, type Chunks, type Part } from '../chunks.ts';
import type { CodeBlock } from '../document.ts';
import type { CodeToken } from '../highlighting/highlighter.ts';
import { useHeldWhileSelected } from '../../ui/use-held-while-selected.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { CodeWrapContext } from './code-wrap-context.ts';
import { TooLong } from './too-long-note.tsx';
import { createCodeHighlighting } from '../highlighting/code-highlighting.ts';

interface CodeViewProps {
  block: CodeBlock;
}

/** A block of code with the name of its language. Lines are highlighted when they are complete. */
export function CodeView({ block }: CodeViewProps) {
  const { language, lines, open, hasLongLines } = block;
  const code = useRef<HTMLElement>(null);
  const newest = useHighlighting(language, lines, open);
  const tokens = useHeldWhileSelected(newest, open, () => code.current);
  return (
    <div className="code-block" dir="ltr">
      {/* The name of the language is written by CSS, so that it is not selected or copied with the code. */}
      <div className="code-bar" data-language={language}>
        <div className="flex gap-2">
          <WrapButton />
          <CopyButton what="code" content={() => ({ text: itemsOf(lines).join('').replace(/\n$/, '') })} />
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it */}
      <pre tabIndex={0}>
        <code ref={code}>
          {lines.map((parts, index) => (
            <CodeVolume key={index} parts={parts} tokens={tokens[index]} isFull={index < lines.length - 1} />
          ))}
        </code>
      </pre>
      {hasLongLines && <TooLong what="code" />}
    </div>
  );
}

/**
 * Returns the tokens of the lines that have been highlighted so far. Each line is highlighted once, in the background.
 * The last line is highlighted when it is complete.
 */
function useHighlighting(
  language: string | null,
  lines: Chunks<string>,
  open: boolean,
): Chunks<readonly CodeToken[]> {
  const [highlighting] = useState(createCodeHighlighting);
  useEffect(() => {
    if (language !== null && lines.length > 0) highlighting.update(language, lines, open);
  }, [highlighting, language, lines, open]);
  useEffect(() => () => highlighting.stop(), [highlighting]);
  return useSyncExternalStore(highlighting.subscribe, highlighting.tokens);
}

/** Toggles the wrapping of long lines in all blocks of code. */
function WrapButton() {
  const { wraps, toggle } = use(CodeWrapContext);
  return <IconButton label="Wrap lines" icon={WrapText} aria-pressed={wraps} onClick={toggle} />;
}

interface CodeVolumeProps {
  parts: readonly Part<string>[];
  /** The tokens of the lines that have been highlighted, from the first line on. */
  tokens: readonly Part<Tokens>[] | undefined;
  isFull: boolean;
}

/** Lines of code. Only changed lines render again. */
const CodeVolume = memo(function CodeVolume({ parts, tokens, isFull }: CodeVolumeProps) {
  return parts.map((part, index) => (
    <CodePart key={index} part={part} tokens={tokens?.[index]} isFull={isFull || index < parts.length - 1} />
  ));
});

interface CodePartProps {
  part: Part<string>;
  tokens: Part<Tokens> | undefined;
  isFull: boolean;
}

/** A part of the code. The browser skips the layout of parts that are out of view. */
const CodePart = memo(function CodePart({ part, tokens, isFull }: CodePartProps) {
  return (
    <span className="lines" data-full={isFull || undefined}>
      {part.map((lines, index) => (
        <Lines key={index} lines={lines} tokens={tokens?.[index]} />
      ))}
    </span>
  );
});

type Tokens = readonly CodeToken[];

interface LinesProps {
  lines: readonly string[];
  tokens: readonly Tokens[] | undefined;
}

const Lines = memo(function Lines({ lines, tokens = [] }: LinesProps) {
  const rest = lines.slice(tokens.length);
  return (
    <span className="lines">
      {tokens.map((line, index) => (
        <Line key={index} tokens={line} isEnd={lines[index]?.endsWith('\n') ?? true} />
      ))}
      {rest.some(isPart)
        ? rest.map((line, index) => <PlainLine key={tokens.length + index} line={line} />)
        : rest.join('')}
    </span>
  );
});

/** Whether a line is a part of a split line, but not the last part. */
const isPart = (line: string) => line.length >= LONGEST_CODE_LINE - 1 && !line.endsWith('\n');

const PlainLine = memo(function PlainLine({ line }: { line: string }) {
  return <span className={isPart(line) ? 'piece' : undefined}>{line}</span>;
});

interface LineProps {
  tokens: Tokens;
  /** Whether it ends a line. Otherwise it is a part of a split line. */
  isEnd: boolean;
}

const Line = memo(function Line({ tokens, isEnd }: LineProps) {
  return (
    <span className={isEnd ? undefined : 'piece'}>
      {tokens.map(({ text, kind }, index) =>
        kind === null || kind === 'foreground' ? (
          text
        ) : (
          <span key={index} data-token={kind}>
            {text}
          </span>
        ),
      )}
      {isEnd && '\n'}
    </span>
  );
});
