const PROBE = 'symposium_probe';

/**
 * Whether this browser stores cookies for this page. It does not if cookies are blocked, or if the page is in a
 * sandboxed frame.
 */
export function areCookiesKept(): boolean {
  if (!navigator.cookieEnabled) return false;
  try {
    document.cookie = `${PROBE}=1; Path=/; SameSite=Lax; Max-Age=60`;
    const isKept = document.cookie.includes(`${PROBE}=1`);
    document.cookie = `${PROBE}=; Path=/; SameSite=Lax; Max-Age=0`;
    return isKept;
  } catch {
    return false;
  }
}
