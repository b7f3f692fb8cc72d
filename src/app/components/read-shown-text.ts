/**
 * The text of an element as a person sees it, line by line, what is far out of view included.
 * Lays all of it out, once.
 */
export function readShownText(element: HTMLElement): string {
  element.dataset['laidOut'] = 'whole'; // of what is not laid out browsers give no text
  const text = element.innerText;
  delete element.dataset['laidOut'];
  return text;
}
