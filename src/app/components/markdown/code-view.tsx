import { WrapText } from 'lucide-react';
import { memo, use, useRef } from 'react';
import type { CodeBlock } from '../../markdown/document.ts';
import type { CodeToken } from '../../markdown/highlighter.ts';
import { useHeld } from '../../hooks/use-held.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { CodeWrapContext } from './code-wrap-context.ts';
import { useHighlighting } from './use-highlighting.ts';

interface CodeViewProps {
  block: CodeBlock;
}

/** Code with the name of its language, coloured as its lines are completed. */
export function CodeView({ block }: CodeViewProps) {
  const { language, lines, open } = block;
  const code = useRef<HTMLElement>(null);
  const coloured = useHighlighting(language, lines, open);
  const tokens = useHeld(coloured, open, () => code.current);
  return (
    <div className="code-block" dir="ltr">
      {/* The name is no part of the text: whoever selects or reads that gets what was written. */}
      <div className="code-bar" data-language={language}>
        <div className="flex gap-2">
          <WrapButton />
          <CopyButton what="code" content={() => ({ text: lines.flat().join('\n') })} />
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it */}
      <pre tabIndex={0}>
        <code ref={code}>
          {lines.map((run, index) => (
            <Lines key={index} lines={run} tokens={tokens[index]} />
          ))}
        </code>
      </pre>
    </div>
  );
}

/** Wraps long lines, in this block and in all others. */
function WrapButton() {
  const { wraps, toggle } = use(CodeWrapContext);
  return <IconButton label="Wrap lines" icon={WrapText} aria-pressed={wraps} onClick={toggle} />;
}

interface LinesProps {
  lines: readonly string[];
  /** Of those lines that have been read, from the first on. */
  tokens: readonly (readonly CodeToken[])[] | undefined;
}

const Lines = memo(function Lines({ lines, tokens }: LinesProps) {
  if (!tokens) return <span className="lines">{`${lines.join('\n')}\n`}</span>;
  const rest = lines.slice(tokens.length);
  return (
    <span className="lines">
      {tokens.map((line, index) => (
        <Line key={index} tokens={line} />
      ))}
      {rest.length > 0 && `${rest.join('\n')}\n`}
    </span>
  );
});

const Line = memo(function Line({ tokens }: { tokens: readonly CodeToken[] }) {
  return (
    <span>
      {tokens.map(({ text, kind }, index) =>
        kind === null || kind === 'foreground' ? (
          text
        ) : (
          <span key={index} data-token={kind}>
            {text}
          </span>
        ),
      )}
      {'\n'}
    </span>
  );
});
