/** What is used of it, which brings no types. */
declare module 'jsdom' {
  interface JsdomElement {
    readonly innerHTML: string;
    append(...nodes: unknown[]): void;
    replaceChildren(): void;
    addEventListener(type: string, listener: (event: { detail: unknown }) => void): void;
  }

  interface JsdomWindow {
    readonly document: { readonly body: JsdomElement; createElement(name: string): JsdomElement };
    readonly HTMLElement: { prototype: object };
  }

  export class JSDOM {
    constructor(html: string, options: { url: string });
    readonly window: JsdomWindow;
  }
}
