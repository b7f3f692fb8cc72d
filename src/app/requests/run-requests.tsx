import { awaitedTools, awaitedToolsText } from '../../client/awaited-tools.ts';
import { openRequests } from '../../protocol/person-request.ts';
import type { Run } from '../../protocol/run.ts';
import { WaitingText } from '../runs/pending-reply.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { QuestionCard } from './question-card.tsx';

export interface RunRequestsProps {
  run: Run;
  /** Called when a request disappears while it has the focus. */
  onFocusLost: () => void;
}

/**
 * What a run waits for: the person's answers, or the results of functions, which the program that started the run calls.
 */
export function RunRequests({ run, onFocusLost }: RunRequestsProps) {
  if (run.status === 'awaiting_tools')
    return <WaitingText>{awaitedToolsText(awaitedTools(run))}</WaitingText>;
  return (
    <div className="dialogue py-4" data-uncopied="">
      <div className="grid min-w-0 gap-3">
        {openRequests(run.required_action).map((request) =>
          request.type === 'approval' ? (
            <ApprovalCard key={request.id} run={run} request={request} onFocusLost={onFocusLost} />
          ) : (
            <QuestionCard key={request.id} run={run} request={request} onFocusLost={onFocusLost} />
          ),
        )}
      </div>
    </div>
  );
}
