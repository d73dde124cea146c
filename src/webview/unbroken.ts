/** The text with numbers tied to their units, so that no line ends between `93` and `%`. For display alone. */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=(?:%|ms|min|s|B|kB|MB|GB|TB)(?![\p{L}\d]))/gu, '$1\u00a0');
}
