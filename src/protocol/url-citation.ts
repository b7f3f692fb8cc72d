/**
 * A web page that a message cites. OpenAI's Assistants API has annotations for files only; this form is that of Azure's
 * Agents API: https://learn.microsoft.com/javascript/api/@azure/ai-agents/messagetexturlcitationannotation
 */
export interface UrlCitation {
  readonly type: 'url_citation';
  readonly url_citation: {
    /** A web address. */
    readonly url: string;
    /** Empty if unknown. */
    readonly title: string;
  };
  /**
   * The place of the cited text in the text of the message, in Unicode code points. Missing if the source belongs to the
   * whole text.
   */
  readonly start_index?: number;
  readonly end_index?: number;
  /** In messages: the cited text, or the address if there is no place. */
  readonly text?: string;
}

/** The data of a `hub.message.annotations`: the sources that one chunk adds to a message. */
export interface AnnotationsDelta {
  /** The id of the message. */
  id: string;
  delta: { annotations: readonly UrlCitation[] };
}

/** Returns whether a JSON value is an object, and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the web pages in a list of annotations. Other kinds are left out, such as citations of files. */
export function citationsIn(annotations: unknown): readonly UrlCitation[] {
  return Array.isArray(annotations) ? annotations.filter(isUrlCitation) : [];
}

function isUrlCitation(value: unknown): value is UrlCitation {
  if (!isObject(value) || value['type'] !== 'url_citation' || !isObject(value['url_citation'])) return false;
  const { url, title } = value['url_citation'];
  return typeof url === 'string' && typeof title === 'string';
}
