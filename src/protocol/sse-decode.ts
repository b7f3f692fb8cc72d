const LF = 10;
const CR = 13;

/**
 * One event of an SSE stream. `lastEventId` is the cursor after this event: an event without an id keeps the previous
 * cursor.
 */
export interface SseEvent {
  event: string;
  data: string;
  lastEventId: string;
}

/** Decodes one stream, from its first byte on. */
export interface SseDecoder {
  /** Decodes the next bytes, which may be cut anywhere, and returns the events that they complete. */
  push(bytes: Uint8Array): SseEvent[];
  /** The cursor: the id of the last complete block, which may be a block without data. */
  readonly lastEventId: string;
  /**
   * The data of an event whose blank line has not arrived. Null if there is no data, or if its last line is incomplete.
   */
  readonly openData: string | null;
  /** Time to wait before a reconnect, in milliseconds; undefined if the stream has not sent `retry`. */
  readonly retry: number | undefined;
}

/**
 * Creates a decoder of `text/event-stream` that works as an EventSource does. An event that is cut off at the end of
 * the stream is dropped. https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * The package `eventsource-parser` cannot replace this: version 4 needs Node 22, gives no access to the data of an
 * event that has not ended (`openData`), and drops lines that are not fields when the network cuts them (`onOther`).
 * The reader of model servers needs both; `test/hub/providers/model-servers` fails without them.
 * @param onOther called with each line that is neither a field nor a comment; an EventSource ignores those lines
 */
export function createSseDecoder(onOther?: (line: string) => void): SseDecoder {
  const utf8 = new TextDecoder(); // removes a leading BOM, and keeps an incomplete character for the next bytes
  let unfinished = '';
  let afterCr = false;
  let event = '';
  let data: string[] = [];
  let idOfBlock = '';
  let lastEventId = '';
  let retry: number | undefined;

  function endBlock(events: SseEvent[]): void {
    lastEventId = idOfBlock;
    if (data.length > 0) events.push({ event: event || 'message', data: data.join('\n'), lastEventId });
    event = '';
    data = [];
  }

  function takeLine(line: string): void {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const afterColon = colon < 0 ? '' : line.slice(colon + 1);
    const value = afterColon.startsWith(' ') ? afterColon.slice(1) : afterColon;
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) idOfBlock = value;
    else if (field === 'retry') retry = /^\d+$/.test(value) ? Number(value) : retry;
    else if (field !== 'id' && colon !== 0) onOther?.(line);
  }

  return {
    push(bytes) {
      const events: SseEvent[] = [];
      const text = utf8.decode(bytes, { stream: true });
      let start = 0;
      for (let at = 0; at < text.length; at++) {
        const character = text.charCodeAt(at);
        if (character !== LF && character !== CR) {
          afterCr = false;
          continue;
        }
        // A CR ends its line at once. An LF after it, in these bytes or the next, belongs to the same line end.
        if (character === CR || !afterCr) {
          const line = unfinished + text.slice(start, at);
          unfinished = '';
          if (line === '') endBlock(events);
          else takeLine(line);
        }
        afterCr = character === CR;
        start = at + 1;
      }
      unfinished += text.slice(start);
      return events;
    },
    get lastEventId() {
      return lastEventId;
    },
    get openData() {
      return data.length === 0 || unfinished !== '' ? null : data.join('\n');
    },
    get retry() {
      return retry;
    },
  };
}
