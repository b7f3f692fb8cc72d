/** Keeps a scroller at its end while its content grows. Returns a function that stops it. */
export function stickToBottom(scroller: HTMLElement, content: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    scroller.scrollTop = scroller.scrollHeight;
  });
  observer.observe(content);
  return () => observer.disconnect();
}
