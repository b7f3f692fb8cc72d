import { formatEventId } from '../../protocol/event-id.ts';
import { DONE, encodeEnvelope, encodeNamedEvent } from '../../protocol/sse-encode.ts';
import { openAiEvent } from './openai-run.ts';
import { Lineariser } from './lineariser.ts';
import { LOG_ORDER, type Sequencer, type OutgoingEvent } from './sequencer.ts';

/** `envelope` is for EventSource, `openai` for OpenAI's clients. */
export type Framing = 'envelope' | 'openai';

/** The rules by which a run's log becomes a stream. */
export interface FramingRules {
  start(): Sequencer;
  encode(event: OutgoingEvent): string;
  /** Sent after the terminal event. */
  readonly endMarker: string;
  /** Whether a stream ends when its run waits for tool outputs: in OpenAI's API the run continues in another stream. */
  readonly endsAtPauses: boolean;
  /** Whether clients that are disconnected reconnect by themselves, with their cursor. */
  readonly resumes: boolean;
}

/** The rules of each framing. */
export const FRAMINGS: Readonly<Record<Framing, FramingRules>> = {
  envelope: {
    start: () => LOG_ORDER,
    encode: ({ id, event, data }) => encodeEnvelope(id && formatEventId(id), event, data),
    endMarker: '',
    endsAtPauses: false,
    resumes: true,
  },
  openai: {
    start: () => new Lineariser(),
    encode(outgoing) {
      const { id, event, data } = openAiEvent(outgoing);
      return encodeNamedEvent(id && formatEventId(id), event, data);
    },
    endMarker: DONE,
    endsAtPauses: true,
    resumes: false,
  },
};
