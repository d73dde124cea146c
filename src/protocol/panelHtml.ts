export interface PanelHtmlOptions {
  readonly nonce: string;
  /** `Webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  /** `panel.css` and `codicon.css`, as the webview reaches them. */
  readonly styleUris: readonly string[];
  /** `vscode.env.language`. */
  readonly lang?: string;
}

/**
 * The panel's document. Nothing of a plan stands in it: data arrives by message. Styles come from files alone; the
 * components render into the document, set no `style` attribute and no style sheet, so that `style-src` needs neither
 * a nonce nor `unsafe-inline`.
 */
export function panelHtml(options: PanelHtmlOptions): string {
  const source = escape(options.cspSource);
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${escape(options.nonce)}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const styles = options.styleUris.map(uri => `<link rel="stylesheet" href="${escape(uri)}">`).join('\n');
  return `<!DOCTYPE html>
<html lang="${escape(options.lang ?? 'en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Query Plan</title>
${styles}
</head>
<body>
<plan-panel></plan-panel>
<script nonce="${escape(options.nonce)}" src="${escape(options.scriptUri)}"></script>
</body>
</html>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, character => entities[character] ?? character);
}
