import { useState, type FormEvent } from 'react';
import type { QuestionRequest } from '../../protocol/person-request.ts';
import type { Run } from '../../protocol/run.ts';
import { Button } from '../ui/button.tsx';
import { FormField } from './form-field.tsx';
import { RequestCard } from './request-card.tsx';
import { useSubmitAnswer } from './use-submit-answer.ts';

interface QuestionCardProps {
  run: Run;
  request: QuestionRequest;
  onFocusLost: () => void;
}

/** A question of the agent, with the fields of its form. */
export function QuestionCard({ run, request: { id, question, form }, onFocusLost }: QuestionCardProps) {
  const { submit, isSent, problem } = useSubmitAnswer(run);
  const fields = Object.entries(form.properties);
  const [content, setContent] = useState(() =>
    Object.fromEntries(fields.map(([name, field]) => [name, field.default ?? initialValue(field.type)])),
  );

  function send(event: FormEvent): void {
    event.preventDefault();
    const given = Object.entries(content).filter(([, value]) => value !== undefined && value !== '');
    void submit({ request_id: id, content: Object.fromEntries(given) });
  }

  return (
    <RequestCard
      title={<span className="whitespace-pre-wrap">{question}</span>}
      problem={problem}
      onFocusLost={onFocusLost}
    >
      <form onSubmit={send}>
        {fields.map(([name, field]) => (
          <FormField
            key={name}
            // A question with one field is the label of that field.
            label={field.title ?? (fields.length === 1 ? question : name)}
            isLabelHidden={fields.length === 1 && field.title === undefined}
            field={field}
            isRequired={form.required?.includes(name) ?? false}
            value={content[name]}
            onChange={(value) => setContent({ ...content, [name]: value })}
          />
        ))}
        <div className="flex flex-wrap gap-2 pt-4">
          <Button look="primary" type="submit" aria-disabled={isSent}>
            Send answer
          </Button>
          <Button
            look="outline"
            aria-disabled={isSent}
            onClick={() => void submit({ request_id: id, content: null })}
          >
            Don’t answer
          </Button>
        </div>
      </form>
    </RequestCard>
  );
}

/** A box that is not checked means false. Other fields have no value at first. */
function initialValue(type: string): false | undefined {
  return type === 'boolean' ? false : undefined;
}
