/** Keeps a scroller at its end while what is in it grows. Gives what ends that. */
export function stickToBottom(scroller: HTMLElement, content: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    scroller.scrollTop = scroller.scrollHeight;
  });
  observer.observe(content);
  return () => observer.disconnect();
}
