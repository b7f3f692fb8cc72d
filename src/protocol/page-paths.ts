/** A path of a page of the client: a new conversation, a conversation, or a page that has a name. */
const PAGE_PATH = /^\/(agents|settings|threads\/[^/]+\/?)?$/;

/** Whether the client has a page at this path. The hub answers 404 at every other one that is no file's. */
export function isPagePath(path: string): boolean {
  return PAGE_PATH.test(path);
}
