import { appendAll, copiedItem, firstNumber } from './copied-item.ts';
import { selectedText, textWithin } from './selected-text.ts';

/** Elements that are copied. Other elements are replaced by their content. */
const KEPT = new Set(
  'P UL OL BLOCKQUOTE TABLE THEAD TBODY TR TH TD EM STRONG DEL CODE SUP SUB BR HR'.split(' '),
);
const BLOCKS = new Set('P UL OL BLOCKQUOTE TABLE PRE HR H1 H2 H3 H4 H5 H6'.split(' '));
/** Container elements of the page. A container with only inline content is copied as a paragraph. */
const BOXES = new Set('DIV SECTION ARTICLE ASIDE FIGURE DETAILS'.split(' '));
/** Elements that are copied even when empty. */
const MAY_BE_EMPTY = new Set('BR HR TH TD'.split(' '));
/** Elements that are not copied, because they are not part of the text. `data-uncopied` marks more such elements. */
const NOT_TEXT = 'button, input, textarea, select, svg, style, script, [data-uncopied]';

/** Selects the elements that show a formula. */
export const FORMULA = '.maths, .katex-display, .katex, math, [data-tex]';

/**
 * Returns a part of a conversation as plain HTML: without buttons, and with formulas as TeX. It is made from the
 * elements of the page, so that items keep their numbers when only a part of their list is selected.
 * @param range the selection; null to copy everything
 */
export function copiedFragment(root: Node, range: Range | null): DocumentFragment {
  return appendAll(document.createDocumentFragment(), copied(root, range));
}

function copied(node: Node, range: Range | null): Node[] {
  if (range && !range.intersectsNode(node)) return [];
  if (node instanceof Text) return lines(selectedText(node, range));
  if (!(node instanceof Element) || node.matches(NOT_TEXT)) return [];
  if (node.matches(FORMULA)) return [formula(node)];
  if (node.tagName === 'PRE') return preformatted(node, range);
  const content = [...node.childNodes].flatMap((child) => copied(child, range));
  // If the selection ends before the first letter of a paragraph, nothing of the paragraph is copied.
  if (content.length === 0 && !MAY_BE_EMPTY.has(node.tagName)) return [];
  if (node.tagName === 'A') return link(node, content);
  if (node.tagName === 'LI') return [copiedItem(node, content, range)];
  if (/^H[1-6]$/.test(node.tagName)) return [heading(node, content)];
  if (KEPT.has(node.tagName)) return [filled(node.tagName, node, content)];
  const isParagraph = BOXES.has(node.tagName) && !content.some(isBlock);
  return isParagraph ? [filled('p', node, content)] : content;
}

function filled(name: string, of: Element, content: readonly Node[]): Element {
  const element = document.createElement(name);
  if (of.getAttribute('dir') === 'rtl') element.dir = 'rtl';
  const align = of.getAttribute('data-align');
  if (align !== null) element.setAttribute('align', align);
  if (of instanceof HTMLOListElement) element.setAttribute('start', String(firstNumber(of, content)));
  appendAll(element, content);
  return element;
}

/**
 * Copies a heading of the text. A heading without a level is the name of a message's author: it becomes a bold
 * paragraph.
 */
function heading(of: Element, content: readonly Node[]): Element {
  const level = of.getAttribute('data-level');
  if (level !== null) return filled(`h${level}`, of, content);
  const name = document.createElement('strong');
  appendAll(name, content);
  return filled('p', of, [name]);
}

function link(of: Element, content: readonly Node[]): Node[] {
  const call = of.getAttribute('data-call');
  if (call !== null) return [new Text(call)];
  const address = of.getAttribute('href') ?? '';
  if (address.startsWith('#')) return []; // the link back from a footnote
  const element = document.createElement('a');
  element.href = address;
  appendAll(element, content);
  return [element];
}

/** Returns a formula as TeX. A formula is always copied in full, because a part of it would mean something else. */
function formula(of: Element): Node {
  // Until KaTeX has loaded, a formula is shown as written, and is copied as it is shown.
  const tex = of.matches('[data-tex]')
    ? of
    : of.querySelector('annotation[encoding="application/x-tex"], [data-tex]');
  const isInline = !of.matches('.maths, .katex-display, [display="block"]');
  const delimiter = tex === null ? '' : isInline ? '$' : '$$';
  const text = `${delimiter}${(tex ?? of).textContent.trim()}${delimiter}`;
  if (isInline) return new Text(text);
  const paragraph = document.createElement('p');
  paragraph.textContent = text;
  return paragraph;
}

function preformatted(of: Element, range: Range | null): Node[] {
  const text = textWithin(of, range);
  if (text === '') return [];
  const element = document.createElement('pre');
  element.appendChild(document.createElement('code')).textContent = text.replace(/\n$/, '');
  return [element];
}

/**
 * Returns text nodes for the lines of a text, with `<br>` elements between them. Pasting keeps these elements, but not
 * line breaks in text nodes.
 */
function lines(text: string): Node[] {
  return text
    .split('\n')
    .flatMap((line, at) => [
      ...(at > 0 ? [document.createElement('br')] : []),
      ...(line === '' ? [] : [new Text(line)]),
    ]);
}

function isBlock(node: Node): boolean {
  return node instanceof Element && BLOCKS.has(node.tagName);
}
