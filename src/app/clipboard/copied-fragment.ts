import { appendAll, copiedItem, firstNumber } from './copied-item.ts';
import { selectedText, textWithin } from './selected-text.ts';

/** Elements that mean the same wherever they are pasted. What is not here gives its content. */
const KEPT = new Set(
  'P UL OL BLOCKQUOTE TABLE THEAD TBODY TR TH TD EM STRONG DEL CODE SUP SUB BR HR'.split(' '),
);
const BLOCKS = new Set('P UL OL BLOCKQUOTE TABLE PRE HR H1 H2 H3 H4 H5 H6'.split(' '));
/** Boxes of the page: what stands in one is a paragraph at least. */
const BOXES = new Set('DIV SECTION ARTICLE ASIDE FIGURE DETAILS'.split(' '));
/** Elements that mean something with nothing in them. */
const MAY_BE_EMPTY = new Set('BR HR TH TD'.split(' '));
/** What is of the page and not of the text. `data-uncopied` marks the rest of it. */
const NOT_TEXT = 'button, input, textarea, select, svg, style, script, [data-uncopied]';

/** A formula, whatever it is set by. */
export const FORMULA = '.maths, .katex-display, .katex, math, [data-tex]';

/**
 * A copy of what a piece of a conversation says, as plain HTML: without buttons, and with formulas as TeX. It is made
 * from the document itself, so that an item keeps its number where its list was selected in part.
 * @param range what of it was selected; null: all
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
  // Of a paragraph before whose first letter a selection ends, nothing was selected.
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

/** A heading of the text. One without a level is the name of who speaks. */
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
  if (address.startsWith('#')) return []; // it leads back from a footnote
  const element = document.createElement('a');
  element.href = address;
  appendAll(element, content);
  return [element];
}

/** A formula is copied whole: half of one means something else. */
function formula(of: Element): Node {
  // Before what sets formulas is loaded, they are shown as written.
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

/** A text, the lines of which stay lines wherever it is pasted. */
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
