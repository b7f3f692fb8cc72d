import '@testing-library/jest-dom/vitest';
import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../../src/app/markdown/markdown.tsx';

describe('markdown', () => {
  it('opens links in a new tab without a referrer', () => {
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
  ])('does not turn %s into a link', (url) => {
    render(<Markdown text={`[here](${url})`} />);
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByText('here')).toBeVisible();
  });

  it('shows the target of a link whose text is another address', () => {
    render(
      <Markdown text="[https://bank.example/login](https://evil.example/) [here](https://evil.example/)" />,
    );
    const [posing, honest] = screen.getAllByRole('link');
    expect(posing).toHaveTextContent('https://bank.example/login (evil.example)');
    expect(posing).toHaveAttribute('title', 'https://evil.example/');
    expect(honest).toHaveTextContent(/^here$/);
  });

  it.each([
    '**https://bank.com**',
    '`bank.com`',
    '*bank*.com',
    '**b**ank`.com`',
    'bank.\ncom',
    '![bank.com](https://evil.example/x.png)',
    'bank&#8203;.com',
    '~~bank.com~~ &rarr;',
    '$bank.com$',
  ])('shows the target, whatever the marks of the text: %s', (text) => {
    render(<Markdown text={`[${text}](https://evil.example/)`} />);
    expect(screen.getByRole('link')).toHaveTextContent(/\(evil\.example\)$/);
  });

  it('turns addresses into links, and leaves texts that only resemble one', () => {
    render(<Markdown text="See https://example.com/a_b, me@example.com and README.md." />);
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toEqual(['https://example.com/a_b', 'mailto:me@example.com']);
  });

  it('shows HTML as text, except line breaks', () => {
    const text =
      'Use <img src=x onerror=alert(1)> and <b>bold</b>\n\n<script>alert(1)</script>\n\n| a<br>b |\n|---|';
    const { container } = render(<Markdown text={text} />);
    expect(container.querySelector('img, b, script')).toBeNull();
    expect(container).toHaveTextContent('Use <img src=x onerror=alert(1)> and <b>bold</b>');
    expect(container).toHaveTextContent('<script>alert(1)</script>');
    expect(container.querySelectorAll('th br')).toHaveLength(1);
  });

  it('highlights code in a known language when its grammar has loaded', async () => {
    const { container } = render(
      <Markdown text={'```ts\nconst a = 1; // one\n```\n\n```klingon\nQapla\n```'} />,
    );
    await waitFor(() => expect(container.querySelector('[data-token="keyword"]')).toHaveTextContent('const'));
    expect(container.querySelector('[data-token="comment"]')).toHaveTextContent('// one');
    const [typescript, klingon] = container.querySelectorAll('pre');
    expect(typescript?.textContent).toBe('const a = 1; // one\n');
    expect(klingon?.innerHTML).not.toContain('data-token');
    expect(container.querySelector('[data-language="klingon"]')).toBeVisible();
  });

  it('highlights the lines of live code when they are complete', async () => {
    const { container, rerender } = render(<Markdown live text={'```js\nlet a;\nlet b'} />);
    await waitFor(() => expect(container.querySelectorAll('[data-token="keyword"]')).toHaveLength(1));
    expect(container.querySelector('pre')?.textContent).toBe('let a;\nlet b');
    rerender(<Markdown live text={'```js\nlet a;\nlet b;\nlet c'} />);
    await waitFor(() => expect(container.querySelectorAll('[data-token="keyword"]')).toHaveLength(2));
  });

  it('copies code unchanged', async () => {
    const user = userEvent.setup();
    render(<Markdown text={'```ts\nconst a = 1;\n\n  a();\n```'} />);
    await user.click(screen.getByRole('button', { name: 'Copy code' }));
    expect(await navigator.clipboard.readText()).toBe('const a = 1;\n\n  a();');
    expect(screen.getByRole('button', { name: 'Copied code' })).toBeVisible();
  });

  it('renders formulas, and leaves amounts of money as text', async () => {
    const text = 'It costs $5 or $10. But $E = mc^2$ and \\(a_1\\).\n\n$$\n\\frac{1}{2}\n$$\n\n$\\nonsense{$';
    const { container } = render(<Markdown text={text} />);
    await waitFor(() => expect(container.querySelectorAll('math')).toHaveLength(3));
    expect(container.querySelector('math[display="block"] mfrac')).not.toBeNull();
    expect(container).toHaveTextContent('It costs $5 or $10. But');
    expect(screen.getByText('$\\nonsense{$'), 'as it is written').toBeVisible();
    const sources = [...container.querySelectorAll('annotation')].map(({ textContent }) => textContent);
    expect(sources).toEqual(['E = mc^2', 'a_1', '\\frac{1}{2}']);
  });

  it('renders TeX environments that KaTeX knows under other names, without numbers', async () => {
    const text = [
      '\\begin{equation} a \\label{eq:a} \\end{equation}',
      '\\begin{align} a &= b \\\\ c &= d \\end{align}',
      '\\begin{eqnarray} a &=& b \\end{eqnarray}',
      '\\begin{multline} a \\\\ b \\end{multline}',
      '\\begin{CD} A @>>> B \\end{CD}',
      '$\\mathds{1} \\boxed{x} \\cancel{y} \\eqref{eq:a_1}$',
    ].join('\n\n');
    const { container } = render(<Markdown text={text} />);
    await waitFor(() => expect(container.querySelectorAll('.katex')).toHaveLength(6));
    expect(container.querySelector('.eqn-num')).toBeNull();
    expect(container.querySelector('[data-style]'), 'all styles are applied').toBeNull();
  });

  it('keeps the line breaks of verses and addresses', () => {
    const { container } = render(<Markdown text={'**Address**\n1 Main Street\nAthens'} />);
    expect(container.querySelectorAll('p')).toHaveLength(1);
    expect(container.querySelectorAll('br')).toHaveLength(2);
  });

  it('renders a callout with its kind as text', async () => {
    const { container } = render(<Markdown text={'> [!WARNING]\n> Mind the **gap**.\n\n> [!NOTE]\n> - a'} />);
    const [warning, note] = screen.getAllByRole('note');
    expect(warning).toHaveTextContent('WarningMind the gap.');
    expect(note).toHaveTextContent('Note');
    expect(within(note!).getByRole('listitem')).toHaveTextContent('a');
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations).toEqual([]);
  });

  it('does not show a callout as a quotation while its first line streams', () => {
    const { container, rerender } = render(<Markdown live text="" />);
    for (const text of ['> [', '> [!NO', '> [!NOTE]', '> [!NOTE]\n> Read']) {
      rerender(<Markdown live text={text} />);
      expect(container.querySelector('blockquote')).toBeNull();
    }
    expect(screen.getByRole('note')).toHaveTextContent('NoteRead');
  });

  it('shows a link in place of a picture', () => {
    render(<Markdown text="![the agora](https://example.com/agora.png)" />);
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByRole('link', { name: 'the agora' })).toHaveAttribute(
      'href',
      'https://example.com/agora.png',
    );
  });

  it('renders a picture in a link as one link with the text of the picture', () => {
    render(<Markdown text="[![Build](https://example.com/build.png)](https://example.com/builds)" />);
    expect(document.querySelector('img')).toBeNull();
    const link = screen.getByRole('link', { name: 'Build' });
    expect(link).toHaveAttribute('href', 'https://example.com/builds');
    expect(link.querySelector('a')).toBeNull();
  });

  it('renders tables, task lists, and code that the keyboard can scroll', () => {
    render(<Markdown text={'| a |\n|---|\n| b |\n\n- [x] ask\n\n```ts\nconst a = 1;\n```'} />);
    expect(screen.getByRole('group', { name: 'Table' })).toHaveAttribute('tabindex', '0');
    expect(screen.getByRole('checkbox', { name: 'Done' })).toBeChecked();
    expect(screen.getByText('const a = 1;').closest('pre')).toHaveAttribute('tabindex', '0');
  });

  it('does not make landmarks of tables, which would need different names', async () => {
    const { container } = render(<Markdown text={'| a |\n|---|\n| b |\n\nThen\n\n| c |\n|---|\n| d |'} />);
    expect(screen.getAllByRole('group', { name: 'Table' })).toHaveLength(2);
    const { violations } = await axe.run(container, { runOnly: ['landmark-unique'] });
    expect(violations).toEqual([]);
  });

  it('links to a footnote and back, within the same message', async () => {
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
    const note = screen.getAllByRole('listitem')[1] as HTMLElement; // of the second message
    expect(note).toHaveFocus();
    await userEvent.click(within(note).getByRole('link', { name: 'Back to reference 1' }));
    expect(reference).toHaveFocus();
  });
});
