/** Its types are in a separate package, which declares another version. */
declare module 'eventsource-2' {
  const EventSource2: new (url: string) => unknown;
  export default EventSource2;
}
