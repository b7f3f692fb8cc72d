import { answerTexts } from '../../client/answer-texts.ts';
import type { RunStep } from '../../protocol/run-step.ts';
import { useToolStep } from './use-live-activity.ts';

interface AnsweredQuestionProps {
  runId: string;
  id: string;
  /** Null if this tab follows the run. */
  fetched: RunStep | null;
}

/** A question of the agent, with what the person has answered. */
export function AnsweredQuestion({ runId, id, fetched }: AnsweredQuestionProps) {
  const live = useToolStep(runId, id)?.question;
  const details = fetched?.step_details;
  const answered = details?.type === 'question' ? details.question : live;
  if (!answered) return null;
  return (
    <div className="text-caption text-muted [overflow-wrap:anywhere]">
      <p dir="auto" className="whitespace-pre-wrap">
        {answered.question}
      </p>
      {answerTexts(answered).map(({ label, text }) => (
        <p key={label} dir="auto" className="whitespace-pre-wrap text-ink">
          {label && <span className="text-muted">{label}: </span>}
          <bdi>{text}</bdi>
        </p>
      ))}
    </div>
  );
}
