/** Reaches the other tabs of this browser; never the tab itself. */
export interface TabChannel {
  announce(text: string): void;
  /** Returns what ends the subscription. */
  subscribe(listener: (text: string) => void): () => void;
  close(): void;
}

/** Opens a channel that all tabs of this origin share. */
export type OpenTabChannel = (name: string) => TabChannel;

/** Opens a channel by the browser's BroadcastChannel. */
export function openBroadcastChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a channel has one origin
    announce: (text) => channel.postMessage(text),
    subscribe(listener) {
      const onMessage = (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') listener(event.data);
      };
      channel.addEventListener('message', onMessage);
      return () => channel.removeEventListener('message', onMessage);
    },
    close: () => channel.close(),
  };
}
