/** Its types came in a package of their own, which names another version. */
declare module 'eventsource-2' {
  const EventSource2: new (url: string) => unknown;
  export default EventSource2;
}
