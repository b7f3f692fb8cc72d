import '@testing-library/jest-dom/vitest';
import { render, screen } from '@testing-library/react';
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

  it('sets tables, lists of tasks and code that the keyboard can scroll', () => {
    render(<Markdown text={'| a |\n|---|\n| b |\n\n- [x] ask\n\n```ts\nconst a = 1;\n```'} />);
    expect(screen.getByRole('region', { name: 'Table' })).toHaveAttribute('tabindex', '0');
    expect(screen.getByRole('checkbox', { name: 'Done' })).toBeChecked();
    expect(screen.getByText('const a = 1;').closest('pre')).toHaveAttribute('tabindex', '0');
  });
});
