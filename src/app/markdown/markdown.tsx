import { createElement, memo, Suspense, use, type ComponentType } from 'react';

interface MarkdownProps {
  text: string;
  /** Whether more text may follow. */
  live?: boolean;
}

type Body = ComponentType<Required<MarkdownProps>>;

/** The only font face of the text that index.html does not preload, because the first screen does not use it. */
const ITALICS = "italic 1rem 'Literata Variable'";

let loading: Promise<Body> | null = null;
let loaded: Body | null = null;

/** Loads the code for markdown, once. Call it early if a message is about to be shown. */
export function loadMarkdown(): Promise<Body> {
  loading ??= load();
  return loading;
}

function load(): Promise<Body> {
  if ('fonts' in document) document.fonts.load(ITALICS).catch(() => {}); // a fallback font is used
  return import('./view/markdown-body.tsx').then(
    (module) => (loaded = module.MarkdownBody),
    () => (loaded = PlainText), // the server cannot be reached or has been updated: show the text anyway
  );
}

/** Whether markdown can be shown without loading code. */
export function isMarkdownLoaded(): boolean {
  return loaded !== null;
}

/**
 * Renders an agent's text: GitHub's markdown and maths. HTML is shown as text, and pictures are shown as links. When
 * the text grows, only the new part is parsed, and only the open block renders again.
 */
export const Markdown = memo(function Markdown({ text, live = false }: MarkdownProps) {
  return (
    <Suspense>
      <LoadedMarkdown text={text} live={live} />
    </Suspense>
  );
});

function LoadedMarkdown(props: Required<MarkdownProps>) {
  return createElement(loaded ?? use(loadMarkdown()), props);
}

function PlainText({ text }: MarkdownProps) {
  return <p className="prose whitespace-pre-wrap">{text}</p>;
}
