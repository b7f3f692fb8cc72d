/** Regions whose changes are announced: https://www.w3.org/TR/wai-aria-1.2/#live_region_roles */
const LIVE =
  '[aria-live]:not([aria-live="off"]), output:not([aria-live]), [role="status"], [role="alert"], [role="log"]:not([aria-live])';

/** Records what a screen reader announces: the text of each live region when it changes. */
export class ScreenReader {
  readonly #announced: string[] = [];
  readonly #last = new Map<Element, string>();
  readonly #observer = new MutationObserver(() => this.#readRegions());

  constructor() {
    this.#readRegions();
    this.#announced.length = 0; // texts that are there at the start are not announced
    this.#observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  }

  /** The announcements since the last call. */
  takeAnnouncements(): string[] {
    this.#readRegions();
    return this.#announced.splice(0);
  }

  stop(): void {
    this.#observer.disconnect();
  }

  #readRegions(): void {
    for (const region of document.querySelectorAll(LIVE)) {
      if (region.closest('[aria-busy="true"]')) continue; // announced when it is no longer busy
      const words = region.textContent.trim();
      if (words !== '' && words !== this.#last.get(region)) this.#announced.push(words);
      this.#last.set(region, words);
    }
  }
}
