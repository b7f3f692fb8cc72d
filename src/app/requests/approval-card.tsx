import { useId, useState, type FormEvent } from 'react';
import { exactJson } from '../../client/exact-json.ts';
import type { ApprovalRequest } from '../../protocol/person-request.ts';
import type { Run } from '../../protocol/run.ts';
import { Button } from '../ui/button.tsx';
import { FIELD } from '../ui/field-classes.ts';
import { RequestCard } from './request-card.tsx';
import { useSubmitAnswer } from './use-submit-answer.ts';

interface ApprovalCardProps {
  run: Run;
  request: ApprovalRequest;
  onFocusLost: () => void;
}

/** Asks the person whether a tool call may run. It shows exactly the arguments with which the tool would run. */
export function ApprovalCard({ run, request, onFocusLost }: ApprovalCardProps) {
  const { submit, isSent, problem } = useSubmitAnswer(run);
  const [isDenying, setDenying] = useState(false);
  const { id, hash, tool_call: call } = request;
  const decide = (decision: { approve: boolean; always?: boolean; reason?: string }) =>
    void submit({ request_id: id, hash, ...decision });
  return (
    <RequestCard
      title={
        <>
          Allow <bdi className="font-mono">{call.function.name}</bdi> to run?
        </>
      }
      problem={problem}
      onFocusLost={onFocusLost}
    >
      <pre
        dir="auto"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for form fields
        role="group"
        aria-label="Arguments"
        className="my-3 max-h-80 overflow-y-auto rounded-small bg-sunken px-3 py-2 font-mono text-caption whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {exactJson(call.function.arguments) || 'No arguments'}
      </pre>
      {isDenying ? (
        <Denial
          isSent={isSent}
          onDeny={(reason) => decide({ approve: false, ...(reason && { reason }) })}
          onBack={() => setDenying(false)}
        />
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button look="primary" aria-disabled={isSent} onClick={() => decide({ approve: true })}>
            Approve
          </Button>
          <Button look="outline" aria-disabled={isSent} onClick={() => setDenying(!isSent)}>
            Deny
          </Button>
          <Button
            look="outline"
            aria-disabled={isSent}
            onClick={() => decide({ approve: true, always: true })}
          >
            Always in this conversation
          </Button>
        </div>
      )}
    </RequestCard>
  );
}

interface DenialProps {
  isSent: boolean;
  onDeny: (reason: string) => void;
  onBack: () => void;
}

/** Asks for the reason of a denial. */
function Denial({ isSent, onDeny, onBack }: DenialProps) {
  const id = useId();
  const [reason, setReason] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    onDeny(reason.trim());
  }

  return (
    <form onSubmit={submit}>
      <label htmlFor={id} className="block pb-1.5 text-caption font-semibold text-muted">
        Reason for the agent, if you like
      </label>
      <input
        id={id}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person has just pressed the button that it replaces
        autoFocus
        value={reason}
        maxLength={2000}
        dir="auto"
        onChange={(event) => setReason(event.target.value)}
        className={`${FIELD} bg-paper`}
      />
      <div className="flex flex-wrap gap-2 pt-3">
        <Button look="danger" type="submit" aria-disabled={isSent}>
          Deny
        </Button>
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}
