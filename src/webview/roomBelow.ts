/** Under this width the details stand below, and some of them are to be seen (panel.css). */
const narrow = 760;

/** Height from the element's top to the lower end of the window where the page is not scrolled; at least `least`. */
export function roomBelow(element: Element, least: number): number {
  const top = element.getBoundingClientRect().top + window.scrollY;
  const room = window.innerHeight - top;
  return Math.max(least, Math.floor(window.innerWidth <= narrow ? room * 0.7 : room) - 1);
}
