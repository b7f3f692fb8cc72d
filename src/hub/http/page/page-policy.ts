import { createHash } from 'node:crypto';

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi;

/**
 * The content security policy of the client's page: its own files, and the scripts that stand in it, by
 * their hashes. Small pictures and fonts come as data, which Vite makes of them. No other host is asked for
 * anything.
 * Source: https://www.w3.org/TR/CSP3/
 * @param html the page as it is served
 */
export function pagePolicy(html: string): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...inlineScripts(html).map(hashSource)].join(' '),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The policy of the page's scripts, which holds where a worker runs one: it may load others of them, and ask nobody for anything. */
export const SCRIPT_POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

function inlineScripts(html: string): string[] {
  return [...html.matchAll(SCRIPT)]
    .filter(([, attributes]) => !/\bsrc\s*=/i.test(attributes ?? ''))
    .map(([, , text]) => text ?? '');
}

/**
 * How a policy names a script or a style that stands in the page. Browsers hash the text after they have read it, which makes one
 * kind of line break of all.
 */
export function hashSource(script: string): string {
  const hash = createHash('sha256').update(script.replace(/\r\n?/g, '\n'));
  return `'sha256-${hash.digest('base64')}'`;
}
