import { findMailAddresses } from '../../../client/mail-addresses.ts';
import { inlineSyntax } from './inline-syntax.ts';
import type { LinkText } from './link-texts.ts';

/** What is looked at of a text, in characters: no more of it looks like an address. */
const LONGEST = 2_000;
/** What nobody sees: zero-width characters, marks of direction, soft hyphens. */
const UNSEEN = /\p{Cf}|\u034F|\u115F|\u1160|\u3164|\p{Variation_Selector}/gu;
/** What turns the direction of letters around. */
const TURNS = /[\u202D\u202E\u2066-\u2068]/;
/** Characters that look like those of an address, and are not what `NFKC` makes of them. */
const LIKE_DOT = /[。｡․‧∙⋅·ꓸ]/gu;
const LIKE_SLASH = /[⁄∕⧸╱]/gu;
const LIKE_COLON = /[∶ː˸꞉]/gu;

/** Letters of other scripts that are not told from Latin ones, each before the one that it looks like. */
const LOOK_ALIKES = new Map(
  Array.from(
    'аaсcеeоoрpхxуyіiјjѕsһhԁdԛqԝwӏlɡgвbкkмmнhтtαaοoνvρpιiκkτtυuχxγyօoոnսuհhցgզqɑaıi'.matchAll(/(.)(.)/gu),
    ([, one, latin]) => [one!, latin!],
  ),
);

/** Endings of hosts that people know. Names of files and of code end otherwise, or in one of the endings below. */
const ENDINGS =
  'com net org edu gov mil int info biz name pro web aero asia coop museum shop app dev cloud online site store tech blog email xyz bank finance money live link page news media agency support security login account google';
const COUNTRIES =
  'ac ad ae af ag ai al am ao aq ar at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pn pr pt pw qa re ro ru rw sa sb sc sd se sg si sk sl sm sn sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw';
/** Countries whose endings files have, too: `README.md`, `main.py`. They count where a path follows. */
const ALSO_OF_FILES = 'cc gs la md mm pl ps py rs sh so vb';
/** Names that only look like hosts, and a sentence that begins without a space. */
const NO_HOST =
  /^(?:ASP|ADO|VB|ML|asp|ado|vb|ml)\.(?:NET|net)$|\.(?:As|At|Be|By|Do|In|Is|It|Me|My|No|So|To|Us)$/;

const NAME = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})\.)+`;
const END = String.raw`(?![\p{L}\p{M}\p{N}-]|\.[\p{L}\p{N}])`;
const BARE = new RegExp(
  `(?<![\\p{L}\\p{N}@./_-])${NAME}(?:(?:${`${ENDINGS} ${COUNTRIES}`.replaceAll(' ', '|')})${END}|(?:${ALSO_OF_FILES.replaceAll(' ', '|')})(?=[/:]))`,
  'giu',
);
const WITH_SCHEME = /\b(?:https?|ftp):\/{1,3}[^\s/?#]+/giu;
const WITH_WWW = new RegExp(String.raw`(?<![\p{L}\p{N}@.])www\.${NAME}\p{L}{2,63}`, 'giu');
const IP = /^\d{1,3}(?:\.\d{1,3}){3}(?=$|[/:])/;

/**
 * Where a link really leads, if its text may be taken for another address: a host, or a mail address. Null if its text is
 * what it leads to, or no address at all.
 * @param address where it leads: to the web, or to a mailbox
 */
export function targetIfDeceptive({ own, around }: LinkText, address: string): string | null {
  const target = targetOf(address);
  if (target === null) return null;
  if (own === address && !target.isDisguised) return null;
  const named = [...namesShown(own, namesIn), ...(around === own ? [] : namesShown(around, namesWritten))];
  const isHonest = (name: string) =>
    target.names.has(name) || (!target.isMail && target.names.has(name.replace(/^.*@/, '')));
  const posesAsOther = named.some((name) => !isHonest(name));
  return posesAsOther || (target.isDisguised && named.length > 0) ? target.shown : null;
}

/** The names in a text, as it looks to people. */
function namesShown(text: string, namesOf: (seen: string) => string[]): string[] {
  const seen = asSeen(text.slice(0, LONGEST));
  const turned = TURNS.test(text) ? [[...seen].toReversed().join('')] : [];
  return [seen, asLatin(seen), ...turned].flatMap(namesOf);
}

interface Target {
  /** As it is shown. */
  readonly shown: string;
  /** What an honest text may call it. */
  readonly names: ReadonlySet<string>;
  readonly isMail: boolean;
  /** The address itself looks like another one. */
  readonly isDisguised: boolean;
}

function targetOf(address: string): Target | null {
  if (!URL.canParse(address)) return null;
  const { protocol, pathname, hostname, host, username } = new URL(address);
  if (protocol === 'mailto:') {
    const mail = decoded(pathname).toLowerCase();
    const domain = mail.slice(mail.lastIndexOf('@') + 1);
    return { shown: mail, names: new Set([mail, ...hostsAs(domain)]), isMail: true, isDisguised: false };
  }
  if (hostname === '') return null;
  const isDisguised = username !== '' || (/(?:^|\.)xn--/.test(hostname) && looksLatin(address));
  return { shown: host, names: hostsAs(hostname), isMail: false, isDisguised };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // it is shown as it is written
  }
}

/** With `www.` and without it a host is the same to people. */
function hostsAs(hostname: string): Set<string> {
  const bare = hostname.replace(/^www\./, '');
  return new Set([bare, `www.${bare}`]);
}

/** A letter of a script that nobody writes together with Latin in one word. */
const NOT_WITH_LATIN =
  /(?![\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}])\p{L}/u;

/** Whether a host of other letters looks as if it had Latin ones, or mixes both in one name. */
function looksLatin(address: string): boolean {
  const host = /^[a-z]+:\/*([^/?#]+)/i.exec(inlineSyntax.normalizeLinkText(address))?.[1] ?? '';
  const latin = asLatin(host.toLowerCase());
  if (latin !== host.toLowerCase() && /^[ -~]*$/.test(latin)) return true;
  return host.split('.').some((name) => /\p{sc=Latin}/u.test(name) && NOT_WITH_LATIN.test(name));
}

/** A text with Latin letters for those that look like them. */
function asLatin(text: string): string {
  return Array.from(text, (letter) => LOOK_ALIKES.get(letter.toLowerCase()) ?? letter).join('');
}

/** A text as people read it. */
function asSeen(text: string): string {
  return text
    .replace(UNSEEN, '')
    .normalize('NFKC')
    .replace(LIKE_DOT, '.')
    .replace(LIKE_SLASH, '/')
    .replace(LIKE_COLON, ':')
    .trim();
}

/** The hosts and mail addresses that a text names. Spaces in an address are looked past if nothing else is named. */
function namesIn(seen: string): string[] {
  const named = namesWritten(seen);
  return named.length > 0 ? named : namesWritten(seen.replace(/\s+/gu, ''));
}

function namesWritten(text: string): string[] {
  const mails = findMailAddresses(text).map(({ start, end }) =>
    text
      .slice(start, end)
      .toLowerCase()
      .replace(/^mailto:/, ''),
  );
  const urls = text.match(WITH_SCHEME) ?? [];
  const bare = [...(text.match(WITH_WWW) ?? []), ...(text.match(BARE) ?? []), ...(IP.exec(text) ?? [])];
  const hosts = [
    ...urls,
    ...bare.filter((name) => !NO_HOST.test(name)).map((name) => `https://${name}`),
  ].flatMap(hostIn);
  return [...mails, ...hosts];
}

/** The host that an address seems to name: what stands before an `@` is read as the host, too. */
function hostIn(url: string): string[] {
  const authority = url.replace(/^[a-z]+:\/*/i, '');
  return authority.split('@').flatMap((part) => {
    const [host = ''] = /^.*[\p{L}\p{N}\]]/su.exec(part) ?? [];
    const whole = `https://${host}`;
    return URL.canParse(whole) ? [new URL(whole).hostname.replace(/\.$/, '')] : [];
  });
}
