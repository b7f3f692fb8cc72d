import { formatEventId } from '../../protocol/event-id.ts';
import { DONE, encodeEnvelope, encodeNamedEvent } from '../../protocol/sse-encode.ts';
import { openAiEvent } from '../openai-run.ts';
import { Lineariser } from './lineariser.ts';
import { inOrder, type Sequencer, type ToldEvent } from './sequencer.ts';

/** `envelope` is for EventSource, `openai` for OpenAI's clients. */
export type Framing = 'envelope' | 'openai';

/** How a run's log becomes a stream. */
export interface FramingRules {
  start(): Sequencer;
  encode(event: ToldEvent): string;
  /** What follows the terminal event. */
  readonly farewell: string;
  /** Whether a stream ends when its run waits for the outputs of tools: OpenAI's continues in another one. */
  readonly endsAtPauses: boolean;
  /** Whether its clients come back by themselves, with their cursor, when they are cut. */
  readonly resumes: boolean;
}

/** The rules of each framing. */
export const FRAMINGS: Readonly<Record<Framing, FramingRules>> = {
  envelope: {
    start: () => inOrder,
    encode: ({ id, event, data }) => encodeEnvelope(id && formatEventId(id), event, data),
    farewell: '',
    endsAtPauses: false,
    resumes: true,
  },
  openai: {
    start: () => new Lineariser(),
    encode(told) {
      const { id, event, data } = openAiEvent(told);
      return encodeNamedEvent(id && formatEventId(id), event, data);
    },
    farewell: DONE,
    endsAtPauses: true,
    resumes: false,
  },
};
