import { useState } from 'react';
import { submitAnswers } from '../../client/answers.ts';
import type { PersonAnswer } from '../../protocol/person-request.ts';
import type { Run } from '../../protocol/run.ts';
import { hub } from '../api/hub.ts';
import { errorMessage } from '../ui/error-message.ts';

/** The sending of an answer. */
export interface SubmitAnswer {
  /** Sends the answer. The request disappears when the run's stream reports it. */
  submit(answer: PersonAnswer): Promise<void>;
  /** Whether the answer is being sent, or was sent and the run's stream has not reported it yet. */
  isSent: boolean;
  /** Why the answer could not be sent, for people; null if it could. */
  problem: string | null;
}

/** Returns a function that sends an answer to a request of a run. */
export function useSubmitAnswer(run: Run): SubmitAnswer {
  const [isSent, setSent] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    async submit(answer) {
      if (isSent) return;
      setSent(true);
      setProblem(null);
      try {
        await submitAnswers(hub, run, [answer]);
      } catch (error) {
        setSent(false);
        setProblem(errorMessage(error));
      }
    },
    isSent,
    problem,
  };
}
