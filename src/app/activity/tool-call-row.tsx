import type { ToolCall } from '../../protocol/run-step.ts';
import { isOngoing, readableJson, type CallState } from './call-state.ts';
import { FoldingLine } from './folding-line.tsx';

/** Maximum length of the arguments in a closed row, in characters. A line shows fewer. */
const MAX_PREVIEW = 200;
/** Maximum length of arguments and outputs in an open row, in characters, so that a growing text stays cheap to lay out. */
const MAX_SHOWN = 20_000;

interface ToolCallRowProps {
  lineKey: string;
  call: ToolCall;
  state: CallState;
  /** Called when the person opens the row. */
  onOpen: (() => void) | undefined;
}

/** A tool call: its name, its arguments as they arrive, and its state. It opens to show all of them, and the output. */
export function ToolCallRow({ lineKey, call, state, onOpen }: ToolCallRowProps) {
  const { name, arguments: args, output } = call.function;
  return (
    <FoldingLine
      lineKey={lineKey}
      isBusy={isOngoing(state)}
      onOpen={onOpen}
      label={
        <>
          <bdi className="max-w-1/2 shrink-0 truncate font-semibold text-ink">{name}</bdi>
          <bdi className="min-w-0 flex-1 truncate font-mono">{args.slice(0, MAX_PREVIEW)}</bdi>
          <span className={`shrink-0 ${state === 'Failed' || state === 'Denied' ? 'text-terracotta' : ''}`}>
            {state}
          </span>
        </>
      }
    >
      <dl className="text-caption">
        <CallText label="Arguments" text={args} />
        {output !== null && <CallText label="Output" text={output} />}
      </dl>
    </FoldingLine>
  );
}

function CallText({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt className="text-muted not-first:mt-2">{label}</dt>
      <dd
        dir="auto"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
        tabIndex={0}
        className="max-h-80 overflow-y-auto font-mono whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {text === '' ? 'Empty' : readableJson(text.slice(0, MAX_SHOWN))}
      </dd>
      {text.length > MAX_SHOWN && (
        <dd className="text-muted">{`The first ${MAX_SHOWN.toLocaleString('en')} of ${text.length.toLocaleString('en')} characters`}</dd>
      )}
    </>
  );
}
