import type { Finding } from '../plan/finding';
import type { Terminal } from './terminal';

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  hot(text: string): string;
  severity(severity: Finding['severity']): string;
}

/** Select Graphic Rendition of ECMA-48; plain text where output is not a terminal. */
export function paintFor(terminal: Pick<Terminal, 'colour'>): Paint {
  const sgr = (code: string) => (text: string) =>
    terminal.colour && text !== '' ? `\u001B[${code}m${text}\u001B[0m` : text;
  const colours = { error: sgr('31'), warning: sgr('33'), info: sgr('36') };
  return { bold: sgr('1'), dim: sgr('2'), hot: sgr('31'), severity: severity => colours[severity](severity) };
}
