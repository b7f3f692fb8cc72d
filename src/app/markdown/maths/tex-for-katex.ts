const NUMBERED = /\\(begin|end)\{(equation|align|gather|alignat|flalign|multline)\*?\}/g;
const EQUATIONS = /\\begin\{eqnarray\*?\}([^]*?)\\end\{eqnarray\*?\}/g;
const DISPLAY = /\\(?:begin|end)\{(?:displaymath|math)\}/g;
const LABEL = /\\label\s*\{[^{}]*\}/g;
const REFERENCE = /\\(eq)?ref\s*\{([^{}]*)\}/g;
const BLACKBOARD = /\\math(?:ds|bbm)(?![A-Za-z])/g;
/** Environments that are replaced by similar environments, because KaTeX does not support them. */
const SAME_AS: Record<string, string> = { flalign: 'align', multline: 'gather' };

/**
 * Adapts TeX to KaTeX. Equations get no labels and no numbers: numbers would be counted across all messages of the
 * page.
 */
export function texForKatex(tex: string): string {
  return tex
    .replace(NUMBERED, (_, tag: string, name: string) => `\\${tag}{${SAME_AS[name] ?? name}*}`)
    .replace(EQUATIONS, String.raw`\begin{array}{rcl}$1\end{array}`)
    .replace(DISPLAY, '')
    .replace(LABEL, '')
    .replace(BLACKBOARD, String.raw`\mathbb`)
    .replace(REFERENCE, (_, parentheses: string | undefined, label: string) => {
      const words = label.replace(/[^\p{L}\p{N}:. -]/gu, ' ');
      return String.raw`\text{${parentheses === undefined ? words : `(${words})`}}`;
    });
}
