import { memo } from 'react';
import { loadedOnce } from '../ui/loaded-once.tsx';

interface MarkdownProps {
  text: string;
  /** Whether more text may follow. */
  live?: boolean;
  /** The annotations of the message, as the server sends them. The web pages that the text cites are shown. */
  annotations?: unknown;
}

/** The only font face of the text that index.html does not preload, because the first screen does not use it. */
const ITALICS = "italic 1rem 'Literata Variable'";

const { Component, load, isLoaded } = loadedOnce<Required<MarkdownProps>>(async () => {
  if ('fonts' in document) document.fonts.load(ITALICS).catch(() => {}); // a fallback font is used
  return (await import('./view/markdown-body.tsx')).MarkdownBody;
}, PlainText);

/** Loads the code for markdown, once. Call it early if a message is about to be shown. */
export const loadMarkdown = load;

/** Whether markdown can be shown without loading code. */
export const isMarkdownLoaded = isLoaded;

/**
 * Renders an agent's text: GitHub's markdown and maths. HTML is shown as text, and pictures are shown as links. When
 * the text grows, only the new part is parsed, and only the open block renders again.
 */
export const Markdown = memo(function Markdown({ text, live = false, annotations }: MarkdownProps) {
  return <Component text={text} live={live} annotations={annotations} />;
});

function PlainText({ text }: MarkdownProps) {
  return <p className="prose whitespace-pre-wrap">{text}</p>;
}
