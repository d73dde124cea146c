import type { ConnectionFieldName } from '../../protocol/connectionForm';

interface FieldText {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly input?: 'text' | 'password' | readonly (readonly [value: string, label: string])[];
}

const fieldTexts: Readonly<Record<ConnectionFieldName, FieldText>> = {
  name: { label: 'Name', placeholder: 'database@host' },
  host: {
    label: 'Host',
    hint: "Name, address, or the folder of a Unix socket. Blank: PGHOST, else this machine's socket or localhost.",
  },
  port: { label: 'Port', placeholder: '5432' },
  database: { label: 'Database', placeholder: 'as the user' },
  user: { label: 'User', placeholder: 'as the system user' },
  password: {
    label: 'Password',
    input: 'password',
    hint: "Kept in the editor's secret storage, never in a file. Blank: PGPASSWORD or ~/.pgpass, else you are asked.",
  },
  passwordCommand: {
    label: 'Password from a command',
    hint: 'Its first output line is the password, e.g. a cloud token. Runs at each connect.',
  },
  service: { label: 'Service', hint: 'A name in pg_service.conf.' },
  options: { label: 'Session options', hint: 'libpq’s options, e.g. -c search_path=shop' },
  tlsMode: {
    label: 'TLS',
    input: [
      ['', 'default'],
      ['disable', 'disable: never encrypted'],
      ['allow', 'allow: encrypted only where the server insists'],
      ['prefer', 'prefer: encrypted where the server can'],
      ['require', 'require: always encrypted, certificate not checked'],
      ['verify-ca', 'verify-ca: certificate from a known authority'],
      ['verify-full', 'verify-full: and issued for this host'],
    ],
  },
  rootCertificate: { label: 'Root certificate', hint: 'Path; libpq’s sslrootcert.' },
  certificate: { label: 'Client certificate', hint: 'Path; libpq’s sslcert.' },
  key: { label: 'Client key', hint: 'Path; libpq’s sslkey.' },
  sshHost: {
    label: 'Jump host',
    hint: "Name, or an alias of ~/.ssh/config. The system's ssh is used, with its agent and known hosts.",
  },
  sshPort: { label: 'SSH port', placeholder: '22' },
  sshUser: { label: 'SSH user' },
  sshIdentityFile: { label: 'Identity file', hint: 'Path of a private key.' },
  production: {
    label: 'Treat as',
    input: [
      ['', 'judged by the host'],
      ['yes', 'production: plain EXPLAIN only'],
      ['no', 'development'],
    ],
  },
};

const styles = `
  body { max-width: 44rem; margin: 0 auto; padding: 1rem 1.5rem 2rem; }
  h1 { font-size: 1.35em; font-weight: 600; margin: 0 0 1rem; }
  .field { display: grid; grid-template-columns: 11rem 1fr; column-gap: 1rem; margin-bottom: .6rem; }
  label { padding-top: .3rem; }
  input, select { font: inherit; color: var(--vscode-input-foreground); background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); padding: .25rem .4rem; width: 100%; box-sizing: border-box; border-radius: 2px; }
  select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border-color: var(--vscode-dropdown-border, transparent); }
  input::placeholder { color: var(--vscode-input-placeholderForeground); }
  :focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
  [aria-invalid=true] { border-color: var(--vscode-inputValidation-errorBorder); }
  .hint { grid-column: 2; color: var(--vscode-descriptionForeground); font-size: .9em; margin: .15rem 0 0; }
  .error { grid-column: 2; color: var(--vscode-errorForeground); margin: .15rem 0 0; }
  .error:empty, .hint:empty { display: none; }
  summary { cursor: pointer; margin: 1rem 0 .6rem; font-weight: 600; }
  .buttons { display: flex; gap: .5rem; margin: 1.25rem 0 .75rem; }
  button { font: inherit; padding: .35rem .9rem; border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px; cursor: pointer;
    color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
  button.primary { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
  button:hover { background: var(--vscode-button-secondaryHoverBackground); }
  button.primary:hover { background: var(--vscode-button-hoverBackground); }
  button:disabled { opacity: .5; cursor: default; }
  #result[data-tone=bad] { color: var(--vscode-errorForeground); }
  #result[data-tone=good] { color: var(--vscode-charts-green); }
  #result { min-height: 1.4em; white-space: pre-line; }
  @media (max-width: 480px) { .field { grid-template-columns: 1fr; } .hint, .error { grid-column: 1; } }
`;

/** The form without a value in it: what the user or a profile says arrives by message and is never written into markup. */
export function connectionFormHtml(options: {
  readonly title: string;
  readonly nonce: string;
  readonly scriptUri: string;
}): string {
  const csp = `default-src 'none'; style-src 'nonce-${options.nonce}'; script-src 'nonce-${options.nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${options.title}</title>
<style nonce="${options.nonce}">${styles}</style>
</head>
<body>
<form id="form" novalidate autocomplete="off">
<h1>${options.title}</h1>
<div class="field"><label for="url">Paste a URL</label><input id="url" type="text" spellcheck="false" placeholder="postgres://user:password@host:5432/database" aria-describedby="url-error url-hint">
<p class="error" id="url-error" role="alert"></p><p class="hint" id="url-hint">Fills the fields below; the URL itself is not kept.</p></div>
${fields('name', 'host', 'port', 'database', 'user', 'password')}
${fields('tlsMode', 'production')}
${group('More of TLS', 'rootCertificate', 'certificate', 'key')}
${group('SSH tunnel', 'sshHost', 'sshPort', 'sshUser', 'sshIdentityFile')}
${group('More', 'passwordCommand', 'service', 'options')}
<div class="buttons"><button class="primary" id="save" type="submit">Save and Connect</button><button id="test" type="button">Test Connection</button><button id="close" type="button">Cancel</button></div>
<div id="result" role="status" aria-live="polite"></div>
</form>
<script nonce="${options.nonce}" src="${options.scriptUri}"></script>
</body>
</html>`;
}

function group(title: string, ...names: readonly ConnectionFieldName[]): string {
  return `<details><summary>${title}</summary>\n${fields(...names)}\n</details>`;
}

function fields(...names: readonly ConnectionFieldName[]): string {
  return names.map(field).join('\n');
}

function field(name: ConnectionFieldName): string {
  const { label, hint = '', placeholder = '', input = 'text' } = fieldTexts[name];
  const attributes = `id="${name}" aria-describedby="${name}-error ${name}-hint"`;
  const control =
    typeof input === 'string'
      ? `<input ${attributes} type="${input}" spellcheck="false" autocomplete="off" placeholder="${placeholder}">`
      : `<select ${attributes}>${input.map(([value, text]) => `<option value="${value}">${text}</option>`).join('')}</select>`;
  return `<div class="field"><label for="${name}">${label}</label>${control}
<p class="error" id="${name}-error" role="alert"></p><p class="hint" id="${name}-hint">${hint}</p></div>`;
}
