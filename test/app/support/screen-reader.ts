/** Regions whose changes are spoken, unasked. https://www.w3.org/TR/wai-aria-1.2/#live_region_roles */
const LIVE =
  '[aria-live]:not([aria-live="off"]), output:not([aria-live]), [role="status"], [role="alert"], [role="log"]:not([aria-live])';

/** What a screen reader says by itself, in order: the words of each live region whenever they change. */
export class ScreenReader {
  readonly said: string[] = [];
  readonly #last = new Map<Element, string>();
  readonly #observer = new MutationObserver(() => this.#listen());

  constructor() {
    this.#listen();
    this.said.length = 0; // what is there when one comes is not told
    this.#observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  }

  /** What has been said since this was last asked. */
  hear(): string[] {
    this.#listen();
    return this.said.splice(0);
  }

  stop(): void {
    this.#observer.disconnect();
  }

  #listen(): void {
    for (const region of document.querySelectorAll(LIVE)) {
      if (region.closest('[aria-busy="true"]')) continue; // it waits until that is done
      const words = region.textContent.trim();
      if (words !== '' && words !== this.#last.get(region)) this.said.push(words);
      this.#last.set(region, words);
    }
  }
}
