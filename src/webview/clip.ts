/** A line of a plan may be a megabyte; more than this of it helps nobody at first sight. For display alone. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
