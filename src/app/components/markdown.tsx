import { Fragment, memo, useId } from 'react';
import { MarkdownSection } from './markdown-section.tsx';
import { markdownSections } from './markdown-sections.ts';

interface MarkdownProps {
  text: string;
}

/**
 * The words of an agent: GitHub's markdown, no HTML, links that leave only by http, https and mailto.
 * Of a text that grows only the last section is parsed again: sections are only ever added, so that each
 * keeps its place, and its place is its key.
 */
export const Markdown = memo(function Markdown({ text }: MarkdownProps) {
  const id = useId();
  return (
    <div className="prose">
      {markdownSections(text).map((section, index) => (
        <Fragment key={index}>
          {index > 0 && '\n'}
          <MarkdownSection text={section} idPrefix={`${id}-`} />
        </Fragment>
      ))}
    </div>
  );
});
