import { createHash } from 'node:crypto';

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi;

/**
 * Returns the content security policy of the client's page. It allows the hub's own files, and the scripts inside
 * the page by their hashes. Small pictures and fonts are data URLs, made by Vite. No other host is contacted.
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

/**
 * The policy of script files, which applies when a worker runs one: it may load other scripts of the hub, and make
 * no requests.
 */
export const SCRIPT_POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

function inlineScripts(html: string): string[] {
  return [...html.matchAll(SCRIPT)]
    .filter(([, attributes]) => !/\bsrc\s*=/i.test(attributes ?? ''))
    .map(([, , text]) => text ?? '');
}

/**
 * Returns the hash by which a policy allows an inline script or style. Browsers hash the text after they have
 * replaced all line breaks by LF.
 */
export function hashSource(script: string): string {
  const hash = createHash('sha256').update(script.replace(/\r\n?/g, '\n'));
  return `'sha256-${hash.digest('base64')}'`;
}
