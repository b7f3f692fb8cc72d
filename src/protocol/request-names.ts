/** The header whose value identifies a request. The hub carries out a repeated request only once. */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';

/** The header with the id of the last event that an EventSource has received. */
export const LAST_EVENT_ID_HEADER = 'last-event-id';

/** The query parameter with the same id, for a first connection: a page cannot set the headers of an EventSource. */
export const LAST_EVENT_ID_PARAMETER = 'last_event_id';
