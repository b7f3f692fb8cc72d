const LF = 10;
const CR = 13;

/** One event of an SSE stream. `lastEventId` is the cursor once it is read: an event without an id keeps the last. */
export interface SseEvent {
  event: string;
  data: string;
  lastEventId: string;
}

/** Reads one stream, from its first byte on. */
export interface SseDecoder {
  /** Takes the next bytes, cut anywhere, and gives the events that they complete. */
  push(bytes: Uint8Array): SseEvent[];
  /** The cursor: the id of the last complete block, events without data included. */
  readonly lastEventId: string;
  /** The data of an event whose blank line has not come; null where there is none, or its last line is not whole. */
  readonly openData: string | null;
  /** How long to wait before a reconnect, in milliseconds, if the stream has said so. */
  readonly retry: number | undefined;
}

/**
 * Decodes `text/event-stream` as an EventSource would; an event that the stream breaks off is dropped.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * @param onOther called with each line that is neither a field of an event nor a comment, which an EventSource ignores
 */
export function createSseDecoder(onOther?: (line: string) => void): SseDecoder {
  const utf8 = new TextDecoder(); // drops a leading BOM, and holds back half a character
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
        // A CR ends its line at once; the LF that may follow, in these bytes or the next, belongs to it.
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
