import { awaitedTools, awaitedToolsText } from '../../client/awaited-tools.ts';
import { openRequests } from '../../protocol/person-request.ts';
import type { Run } from '../../protocol/run.ts';
import { WaitingText } from '../runs/pending-reply.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { QuestionCard } from './question-card.tsx';

/**
 * What a run waits for: the person's answers, or the results of functions, which the program that started the run calls.
 */
export function RunRequests({ run }: { run: Run }) {
  if (run.status === 'awaiting_tools')
    return <WaitingText>{awaitedToolsText(awaitedTools(run))}</WaitingText>;
  return (
    <div className="dialogue py-4" data-uncopied="">
      <div className="grid min-w-0 gap-3">
        {openRequests(run.required_action).map((request) =>
          request.type === 'approval' ? (
            <ApprovalCard key={request.id} run={run} request={request} />
          ) : (
            <QuestionCard key={request.id} run={run} request={request} />
          ),
        )}
      </div>
    </div>
  );
}
