import { findMailAddresses } from '../../../client/mail-addresses.ts';
import { inlineSyntax } from './inline-syntax.ts';
import type { LinkText } from './link-texts.ts';

/** Maximum length of the text that is checked, in characters. */
const MAX_CHECKED = 2_000;
/** Invisible characters: zero-width characters, direction marks, soft hyphens. */
const INVISIBLE = /\p{Cf}|\u034F|\u115F|\u1160|\u3164|\p{Variation_Selector}/gu;
/** Characters that reverse the direction of letters. */
const REVERSING = /[\u202D\u202E\u2066-\u2068]/;
/** Characters that look like the punctuation of an address, and that `NFKC` does not replace with this punctuation. */
const LIKE_DOT = /[。｡․‧∙⋅·ꓸ]/gu;
const LIKE_SLASH = /[⁄∕⧸╱]/gu;
const LIKE_COLON = /[∶ː˸꞉]/gu;

/** Letters of other scripts that look like Latin letters, each followed by the Latin letter. */
const LOOK_ALIKES = new Map(
  Array.from(
    'аaсcеeоoрpхxуyіiјjѕsһhԁdԛqԝwӏlɡgвbкkмmнhтtαaοoνvρpιiκkτtυuχxγyօoոnսuհhցgզqɑaıi'.matchAll(/(.)(.)/gu),
    ([, one, latin]) => [one!, latin!],
  ),
);

/** Well-known top-level domains. File names and code rarely end with one of them. */
const DOMAINS =
  'com net org edu gov mil int info biz name pro web aero asia coop museum shop app dev cloud online site store tech blog email xyz bank finance money live link page news media agency support security login account google';
const COUNTRIES =
  'ac ad ae af ag ai al am ao aq ar at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pn pr pt pw qa re ro ru rw sa sb sc sd se sg si sk sl sm sn sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw';
/** Country domains that are also file extensions, as in `README.md`. They count only if a path or a port follows. */
const FILE_EXTENSIONS = 'cc gs la md mm pl ps py rs sh so vb';
/**
 * Matches names that only look like hosts, such as `ASP.NET`, and the end of a sentence with no space before the next
 * sentence.
 */
const NOT_A_HOST =
  /^(?:ASP|ADO|VB|ML|asp|ado|vb|ml)\.(?:NET|net)$|\.(?:As|At|Be|By|Do|In|Is|It|Me|My|No|So|To|Us)$/;

const NAME = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})\.)+`;
const END = String.raw`(?![\p{L}\p{M}\p{N}-]|\.[\p{L}\p{N}])`;
const BARE = new RegExp(
  `(?<![\\p{L}\\p{N}@./_-])${NAME}(?:(?:${`${DOMAINS} ${COUNTRIES}`.replaceAll(' ', '|')})${END}|(?:${FILE_EXTENSIONS.replaceAll(' ', '|')})(?=[/:]))`,
  'giu',
);
const WITH_SCHEME = /\b(?:https?|ftp):\/{1,3}[^\s/?#]+/giu;
const WITH_WWW = new RegExp(String.raw`(?<![\p{L}\p{N}@.])www\.${NAME}\p{L}{2,63}`, 'giu');
const IP = /^\d{1,3}(?:\.\d{1,3}){3}(?=$|[/:])/;

/**
 * If the text of a link looks like another address, returns the real target of the link: a host or a mail address.
 * Returns null if the text matches the target, or if the text contains no address.
 * @param address a web or mail address
 */
export function targetIfDeceptive({ own, around }: LinkText, address: string): string | null {
  const target = targetOf(address);
  if (target === null) return null;
  if (own === address && !target.isDisguised) return null;
  const named = [
    ...visibleNames(own, namesIgnoringSpaces),
    ...(around === own ? [] : visibleNames(around, namesWritten)),
  ];
  const isHonest = (name: string) =>
    target.names.has(name) || (!target.isMail && target.names.has(name.replace(/^.*@/, '')));
  const isDeceptive = named.some((name) => !isHonest(name));
  return isDeceptive || (target.isDisguised && named.length > 0) ? target.shown : null;
}

/** Returns the hosts and mail addresses that people see in a text. */
function visibleNames(text: string, namesOf: (seen: string) => string[]): string[] {
  const seen = toVisible(text.slice(0, MAX_CHECKED));
  const turned = REVERSING.test(text) ? [[...seen].toReversed().join('')] : [];
  return [seen, toLatin(seen), ...turned].flatMap(namesOf);
}

interface Target {
  /** The target as it is shown. */
  readonly shown: string;
  /** The names that an honest text may use for the target. */
  readonly names: ReadonlySet<string>;
  readonly isMail: boolean;
  /** Whether the address itself looks like another address. */
  readonly isDisguised: boolean;
}

function targetOf(address: string): Target | null {
  if (!URL.canParse(address)) return null;
  const { protocol, pathname, hostname, host, username } = new URL(address);
  if (protocol === 'mailto:') {
    const mail = decoded(pathname).toLowerCase();
    const domain = mail.slice(mail.lastIndexOf('@') + 1);
    return { shown: mail, names: new Set([mail, ...hostVariants(domain)]), isMail: true, isDisguised: false };
  }
  if (hostname === '') return null;
  const isDisguised = username !== '' || (/(?:^|\.)xn--/.test(hostname) && looksLatin(address));
  return { shown: host, names: hostVariants(hostname), isMail: false, isDisguised };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // shown as written
  }
}

/** Returns a host with and without `www.`. To people, both are the same. */
function hostVariants(hostname: string): Set<string> {
  const bare = hostname.replace(/^www\./, '');
  return new Set([bare, `www.${bare}`]);
}

/** Matches a letter of a script that is not normally combined with Latin letters in one word. */
const NOT_WITH_LATIN =
  /(?![\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}])\p{L}/u;

/** Whether the host of an address looks Latin but contains letters of other scripts, or mixes both in one name. */
function looksLatin(address: string): boolean {
  const host = /^[a-z]+:\/*([^/?#]+)/i.exec(inlineSyntax.normalizeLinkText(address))?.[1] ?? '';
  const latin = toLatin(host.toLowerCase());
  if (latin !== host.toLowerCase() && /^[ -~]*$/.test(latin)) return true;
  return host.split('.').some((name) => /\p{sc=Latin}/u.test(name) && NOT_WITH_LATIN.test(name));
}

/** Replaces letters that look like Latin letters with the Latin letters. */
function toLatin(text: string): string {
  return Array.from(text, (letter) => LOOK_ALIKES.get(letter.toLowerCase()) ?? letter).join('');
}

/** Normalises a text to the characters that people see. */
function toVisible(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(LIKE_DOT, '.')
    .replace(LIKE_SLASH, '/')
    .replace(LIKE_COLON, ':')
    .trim();
}

/** Returns the hosts and mail addresses in a text. If there are none, the text is searched again without its spaces. */
function namesIgnoringSpaces(seen: string): string[] {
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
    ...bare.filter((name) => !NOT_A_HOST.test(name)).map((name) => `https://${name}`),
  ].flatMap(hostIn);
  return [...mails, ...hosts];
}

/** Returns the hosts that people may read in an address. People may also take the part before an `@` for the host. */
function hostIn(url: string): string[] {
  const authority = url.replace(/^[a-z]+:\/*/i, '');
  return authority.split('@').flatMap((part) => {
    const [host = ''] = /^.*[\p{L}\p{N}\]]/su.exec(part) ?? [];
    const whole = `https://${host}`;
    return URL.canParse(whole) ? [new URL(whole).hostname.replace(/\.$/, '')] : [];
  });
}
