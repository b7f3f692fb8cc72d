/**
 * The landmark that a control stands in, or the dialog: where what it opens is put, it belongs to that for
 * those who go from landmark to landmark, and can be used while the rest of the page cannot.
 */
export function landmarkOf(control: HTMLElement): HTMLElement | null {
  return control.closest<HTMLElement>('[role="dialog"], aside, main');
}
