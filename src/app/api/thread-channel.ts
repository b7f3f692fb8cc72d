/** Tells the other tabs of this browser that a thread changed, and hears it from them. */
export interface ThreadChannel {
  announce(threadId: string): void;
  /** Returns what ends the subscription. */
  subscribe(listener: (threadId: string) => void): () => void;
}

/** A channel that all tabs of this origin share. */
export function openThreadChannel(): ThreadChannel {
  const channel = new BroadcastChannel('symposium.threads');
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a channel has one origin
    announce: (threadId) => channel.postMessage(threadId),
    subscribe(listener) {
      const onMessage = (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') listener(event.data);
      };
      channel.addEventListener('message', onMessage);
      return () => channel.removeEventListener('message', onMessage);
    },
  };
}
