import '@testing-library/jest-dom/vitest';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../../src/app/components/markdown.tsx';

describe('markdown', () => {
  it('opens links elsewhere, and tells that page nothing', () => {
    render(<Markdown text="[the agora](https://example.com/agora)" />);
    const link = screen.getByRole('link', { name: 'the agora' });
    expect(link).toHaveAttribute('href', 'https://example.com/agora');
    expect(link).toHaveAttribute('target', '_blank');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,hi',
    'vbscript:x',
    '//example.com',
    '/v1/threads',
    'file:///etc',
  ])('makes no link of %s', (url) => {
    render(<Markdown text={`[here](${url})`} />);
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByText('here')).toBeVisible();
  });

  it('takes no HTML', () => {
    render(
      <Markdown text={'Before <img src=x onerror=alert(1)> <b>bold</b>\n\n<script>alert(1)</script>'} />,
    );
    expect(document.querySelector('img, b, script')).toBeNull();
  });

  it('shows a link in the place of a picture', () => {
    render(<Markdown text="![the agora](https://example.com/agora.png)" />);
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByRole('link', { name: 'the agora' })).toHaveAttribute(
      'href',
      'https://example.com/agora.png',
    );
  });

  it('makes one link of a picture in a link, and says what the picture shows', () => {
    render(<Markdown text="[![Build](https://example.com/build.png)](https://example.com/builds)" />);
    expect(document.querySelector('img')).toBeNull();
    const link = screen.getByRole('link', { name: 'Build' });
    expect(link).toHaveAttribute('href', 'https://example.com/builds');
    expect(link.querySelector('a')).toBeNull();
  });

  it('sets tables, lists of tasks and code that the keyboard can scroll', () => {
    render(<Markdown text={'| a |\n|---|\n| b |\n\n- [x] ask\n\n```ts\nconst a = 1;\n```'} />);
    expect(screen.getByRole('group', { name: 'Table' })).toHaveAttribute('tabindex', '0');
    expect(screen.getByRole('checkbox', { name: 'Done' })).toBeChecked();
    expect(screen.getByText('const a = 1;').closest('pre')).toHaveAttribute('tabindex', '0');
  });
  it('makes no landmarks of tables: two would need two names', async () => {
    const { container } = render(<Markdown text={'| a |\n|---|\n| b |\n\nThen\n\n| c |\n|---|\n| d |'} />);
    expect(screen.getAllByRole('group', { name: 'Table' })).toHaveLength(2);
    const { violations } = await axe.run(container, { runOnly: ['landmark-unique'] });
    expect(violations).toEqual([]);
  });

  it('leads from a footnote and back, each message to its own', async () => {
    const text = 'Known[^1] and again[^1].\n\n[^1]: By Plato.';
    render(
      <>
        <Markdown text={text} />
        <Markdown text={text} />
      </>,
    );
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const reference = screen.getAllByRole('link', { name: '1' })[2] as HTMLElement;
    await userEvent.click(reference);
    const note = screen.getAllByRole('listitem')[1] as HTMLElement;
    expect(note).toHaveFocus();
    await userEvent.click(within(note).getByRole('link', { name: 'Back to reference 1' }));
    expect(reference).toHaveFocus();
  });
});
