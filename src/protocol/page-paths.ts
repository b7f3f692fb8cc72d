/** The paths of the client's pages: a new conversation, a conversation, and the named pages. */
const PAGE_PATH = /^\/(agents|settings|threads\/[^/]+\/?)?$/;

/** Whether the client has a page at this path. The hub answers 404 for any other path, unless it is a file. */
export function isPagePath(path: string): boolean {
  return PAGE_PATH.test(path);
}
