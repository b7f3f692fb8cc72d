import '@testing-library/jest-dom/vitest';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { copiedMessage } from '../../../src/app/clipboard/rich-copy.ts';
import { Markdown } from '../../../src/app/markdown/markdown.tsx';

const MENO = 'https://www.plato.example/meno';
const TEXT = 'It is **knowledge**. Or not.';
const cite = (url: string, title: string, place: object = {}) => ({
  type: 'url_citation',
  url_citation: { url, title },
  ...place,
});
const AFTER_KNOWLEDGE = { start_index: 6, end_index: 20 };

function list(): HTMLElement[] {
  return within(screen.getByRole('region', { name: 'Sources' })).getAllByRole('listitem');
}

it('marks the cited text with the number of its source, which leads to the page', async () => {
  const { container } = render(<Markdown text={TEXT} annotations={[cite(MENO, 'Meno', AFTER_KNOWLEDGE)]} />);
  const mark = screen.getByRole('link', { name: 'Source 1: Meno' });
  expect(mark).toHaveTextContent(/^1$/);
  expect(mark).toHaveAttribute('href', MENO);
  expect(mark).toHaveAttribute('rel', 'noopener noreferrer');
  expect(container.querySelector('.prose')).toHaveTextContent('It is knowledge.1 Or not.');
  expect(list().map(({ textContent }) => textContent)).toEqual(['Meno plato.example']);
  expect((await axe.run(container)).violations).toEqual([]);
});

it('has no marks while the text grows, but lists its sources', () => {
  const annotations = [cite(MENO, 'Meno', AFTER_KNOWLEDGE)];
  const { container, rerender } = render(<Markdown text={TEXT} live annotations={annotations} />);
  expect(container.querySelector('.prose')).toHaveTextContent(TEXT.replaceAll('*', ''));
  expect(list()).toHaveLength(1);
  const paragraph = container.querySelector('.prose p');
  rerender(<Markdown text={TEXT} annotations={annotations} />);
  expect(screen.getByRole('link', { name: 'Source 1: Meno' })).toBeVisible();
  expect(container.querySelector('.prose p'), 'is not replaced').toBe(paragraph);
});

it('shows the address of a page without a title, and no link to an address that is not of the web', () => {
  const unsafe = 'javascript:alert(1)';
  const place = { start_index: 0, end_index: 5 };
  const { container } = render(
    <Markdown text={TEXT} annotations={[cite(MENO, ''), cite(unsafe, 'Meno', place)]} />,
  );
  expect(list().map(({ textContent }) => textContent)).toEqual([MENO, expect.stringContaining('Meno')]);
  expect([...container.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([MENO]);
});

it('shows many sources on demand', async () => {
  const many = Array.from({ length: 7 }, (_, at) => cite(`https://a.example/${at}`, `Page ${at}`));
  render(<Markdown text="It is[7]." annotations={many} />);
  expect(screen.queryByRole('listitem')).toBeNull();
  expect(screen.getByRole('link', { name: 'Source 7: Page 6' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Show 7 sources' }));
  expect(list()).toHaveLength(7);
});

it.each([
  ['none', undefined],
  ['others', [{ type: 'file_citation' }, null]],
  ['no list', 'sources'],
])('shows no sources if there are %s', (_, annotations) => {
  render(<Markdown text={TEXT} annotations={annotations} />);
  expect(screen.queryByRole('region')).toBeNull();
});

it('is copied with its sources, as text and as rich text', () => {
  const annotations = [cite(MENO, 'Meno', AFTER_KNOWLEDGE)];
  const { container } = render(<Markdown text={TEXT} annotations={annotations} />);
  const { text, markdown, html } = copiedMessage(TEXT, container, annotations);
  expect(text).toBe(`It is **knowledge**.[[1]](<${MENO}>) Or not.\n\nSources:\n\n1. [Meno](<${MENO}>)`);
  expect(markdown).toBe(text);
  expect(html).toContain(`knowledge</strong>.<sup><a href="${MENO}">1</a></sup> Or not.`);
  expect(html).toContain(`<a href="${MENO}">Meno</a> plato.example`);
  expect(copiedMessage(TEXT, null, undefined).text).toBe(TEXT);
});
