import { createElement, memo, Suspense, use, type ComponentType } from 'react';

interface MarkdownProps {
  text: string;
  /** More may come. */
  live?: boolean;
}

type Body = ComponentType<Required<MarkdownProps>>;

/** The one face of text that index.html does not preload: the first screen has none of it. */
const ITALICS = "italic 1rem 'Literata Variable'";

let loading: Promise<Body> | null = null;
let loaded: Body | null = null;

/** Loads what markdown is read and shown by, once. Whoever is going to show some calls it early. */
export function loadMarkdown(): Promise<Body> {
  loading ??= load();
  return loading;
}

function load(): Promise<Body> {
  if ('fonts' in document) document.fonts.load(ITALICS).catch(() => {}); // there is a stand-in for them
  return import('./view/markdown-body.tsx').then(
    (module) => (loaded = module.MarkdownBody),
    () => (loaded = PlainText), // the hub is gone, or has another version now: the words count
  );
}

/** Whether markdown can be shown at once. */
export function isMarkdownLoaded(): boolean {
  return loaded !== null;
}

/**
 * The words of an agent: GitHub's markdown and maths. HTML is shown as it is written, pictures as links.
 * Of a text that grows only what was appended is read, and only the block that is open is shown anew.
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
