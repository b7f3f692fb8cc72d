import { describe, expect, it } from 'vitest';
import { linkTexts } from '../../../../src/app/markdown/inline/link-texts.ts';
import { targetIfDeceptive } from '../../../../src/app/markdown/inline/deceptive-link.ts';
import { readInline } from '../../../../src/app/markdown/inline/read-inline.ts';

const EVIL = 'https://evil.example/login';

describe('a deceptive link', () => {
  it.each([
    'https://bank.com/login',
    'HTTPS://Bank.com',
    'http://bank.com',
    'http:/bank.com',
    'bank.com',
    'Bank.com',
    'www.bank.com',
    'www.bank.bank',
    'login.bank.co.uk',
    'bank.com/login?x=1#y',
    'bank.com:8443',
    'bank.rs/login',
    '<https://bank.com>',
    '"bank.com"',
    '“bank.com”',
    '(bank.com)',
    '[bank.com]',
    'bank.com.',
    'bank.com!',
    '→ bank.com',
    ' bank.com ',
    'bank . com',
    'b a n k . c o m',
    'https:// bank.com',
    'https :// bank . com / login',
    'bank.\ncom',
    'Go to bank.com',
    'Sign in at https://bank.com/login now',
    'bank\u200B.com',
    'ba\u00ADnk.com',
    'b\u2060ank.c\uFEFFom',
    'bank\u2024com',
    'bank。com',
    'bank．com',
    'ｂａｎｋ．ｃｏｍ',
    'https:⁄⁄bank.com',
    'https://bank.com⁄login',
    'https∶//bank.com',
    'bаnk.com',
    'bаnk.соm',
    '\u202Emoc.knab',
    '\u2067moc.knab\u2069',
    '𝐛𝐚𝐧𝐤.𝐜𝐨𝐦',
    'me@bank.com',
    'mailto:me@bank.com',
    '192.168.0.1',
    'https://192.168.0.1/admin',
    'https://bank.com@evil.example/login',
    'evil.example.com',
    'https://evil.example.bank.com',
    'bank.com, not evil.example',
  ])('shows its true host: %j', (text) => {
    expect(targetIfDeceptive({ own: text, around: text }, EVIL)).toBe('evil.example');
  });

  it.each([
    ['https://bank.com@evil.example/', 'https://bank.com@evil.example/', 'evil.example'],
    ['https://bank.com', 'https://bank.com:secret@evil.example/', 'evil.example'],
    ['аррӏе.com', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
    ['bank.com', 'https://evil.example:8443/', 'evil.example:8443'],
    ['me@bank.com', 'mailto:me@evil.example', 'me@evil.example'],
    ['bank.com', 'mailto:me@evil.example?subject=bank.com', 'me@evil.example'],
    ['me@bank.com', 'mailto:you@bank.com', 'you@bank.com'],
    ['bank.com', 'https://bank.com.evil.example/', 'bank.com.evil.example'],
    ['bank.com', 'https://login.bank.com/', 'login.bank.com'],
    ['bօnk.com', 'https://xn--bnk-5ge.com/', 'xn--bnk-5ge.com'],
    ['bаnժk.com', 'https://xn--bnk-6cd58m.com/', 'xn--bnk-6cd58m.com'],
  ])('shows its target: %j to %s', (text, address, shown) => {
    expect(targetIfDeceptive({ own: text, around: text }, address)).toBe(shown);
  });
});

describe('an honest link', () => {
  it.each([
    ['here', EVIL],
    ['', EVIL],
    ['Read more…', EVIL],
    ['https://evil.example/login', EVIL],
    ['evil.example', EVIL],
    ['https://example.com', 'https://www.example.com/'],
    ['www.example.com', 'https://example.com/'],
    ['Example.com', 'https://example.com/a'],
    ['example.com/docs', 'https://example.com/docs'],
    ['Read it on example.com', 'https://example.com/docs'],
    ['example.com.', 'https://example.com/'],
    ['https://ja.wikipedia.org/wiki/日本', 'https://ja.wikipedia.org/wiki/%E6%97%A5%E6%9C%AC'],
    ['müller.de', 'https://xn--mller-kva.de/'],
    ['https://müller.de', 'https://xn--mller-kva.de/'],
    ['почта.рф', 'https://xn--80a1acny.xn--p1ai/'],
    ['me@example.com', 'mailto:me@example.com'],
    ['Me@Example.com', 'mailto:me@example.com'],
    ['write to me@example.com', 'mailto:me@example.com?subject=Hello'],
    ['example.com', 'mailto:me@example.com'],
    ['me@example.com', 'https://example.com/contact'],
    ['README.md', EVIL],
    ['docs/README.md', EVIL],
    ['main.py', EVIL],
    ['src/lib.rs', EVIL],
    ['install.sh', EVIL],
    ['package.json', EVIL],
    ['Node.js', EVIL],
    ['Next.js 16', EVIL],
    ['ASP.NET Core', EVIL],
    ['Array.prototype.map', EVIL],
    ['os.path.join', EVIL],
    ['v1.2.3', EVIL],
    ['1.2.3', EVIL],
    ['3.14', EVIL],
    ['e.g. this', EVIL],
    ['U.S. law', EVIL],
    ['The end.In the next', EVIL],
    ['and/or', EVIL],
    ['12:30', EVIL],
    ['localhost', EVIL],
    ['@plato', EVIL],
    ['Über uns', EVIL],
    ['Москва', EVIL],
  ])('is shown without its target: %j to %s', (text, address) => {
    expect(targetIfDeceptive({ own: text, around: text }, address)).toBeNull();
  });
});

describe('a link in a text', () => {
  const hostOf = (source: string) => {
    const { tokens } = readInline({ source, open: false });
    const texts = linkTexts(tokens);
    return tokens
      .filter(({ type }) => type === 'link_open' || type === 'image')
      .map((token) =>
        targetIfDeceptive(texts.get(token)!, String(token.attrGet('href') ?? token.attrGet('src'))),
      );
  };

  it.each([
    `[bank](${EVIL})[.com](${EVIL})`,
    `[b](${EVIL})[ank](${EVIL})[.com/login](${EVIL})`,
    `**[bank](${EVIL})**[.com](${EVIL})`,
    `bank.com/[login](${EVIL})`,
    `bank[.com](${EVIL})`,
    `[bank](${EVIL}).com`,
    `[ba](${EVIL})nk.c[om](${EVIL})`,
    `\`bank\`[.com](${EVIL})`,
    `![bank](${EVIL})![.com](${EVIL})`,
    `[$\\text{bank}.\\text{com}$](${EVIL})`,
    `[$\\mathrm{b}\\mathrm{ank}\\cdot\\mathrm{com}$](${EVIL})`,
  ])('can be deceptive together with the text around it: %s', (source) => {
    expect(hostOf(source)).not.toContain(null);
  });

  it.each([
    `(see [the docs](${EVIL}))`,
    `bank.com, [the docs](${EVIL})`,
    `bank.com：[文档](${EVIL})`,
    `| bank.com | [the docs](${EVIL})`,
    `bank.com\n[the docs](${EVIL})`,
    `[evil](${EVIL})[.example](${EVIL})`,
    `(https://evil.example/login).`,
    `and/[or](${EVIL})`,
    `[$x^2$](${EVIL})`,
    `v1.[2](${EVIL})`,
  ])('is shown without its target: %s', (source) => {
    expect(hostOf(source).filter((host) => host !== null)).toEqual([]);
  });
});
