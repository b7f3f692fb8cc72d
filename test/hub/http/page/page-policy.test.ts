import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pagePolicy } from '../../../../src/hub/http/page/page-policy.ts';

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function directive(html: string, name: string): string | undefined {
  return pagePolicy(html)
    .split('; ')
    .find((one) => one.startsWith(`${name} `));
}

describe("the page's content security policy", () => {
  it('allows the page its own files, and nothing else', () => {
    const policy = pagePolicy(
      '<script src="/appearance.js"></script><script type="module" src=/main.js></script>',
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('allows the inline scripts of the page, unchanged', () => {
    const html = `<script>\n  theme = "dark"\n</script><SCRIPT type="module" data-of="x">go()</SCRIPT >`;
    expect(directive(html, 'script-src')).toBe(
      `script-src 'self' ${sha256('\n  theme = "dark"\n')} ${sha256('go()')}`,
    );
  });

  it('hashes a script as a browser reads it', () => {
    expect(directive('<script>a()\r\nb()\r</script>', 'script-src')).toContain(sha256('a()\nb()\n'));
  });

  it('forbids frames of the page, and a base element', () => {
    expect(directive('', 'frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(directive('', 'base-uri')).toBe("base-uri 'none'");
  });
});
