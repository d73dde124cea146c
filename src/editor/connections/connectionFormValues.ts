import type { ConnectionProfile, SshTunnel, TlsMode, TlsSettings } from '../../catalog/connection';
import type { ConnectionFormErrors, ConnectionFormValues } from '../../protocol/connectionForm';

export type FormReading =
  | { readonly ok: true; readonly profile: ConnectionProfile; readonly password?: string }
  | { readonly ok: false; readonly errors: ConnectionFormErrors };

/**
 * The profile that the form describes. `before` is the one being edited: its id and origin stay. Fields left blank stay
 * out, so that libpq's environment variables and defaults count.
 */
export function readForm(typed: ConnectionFormValues, before: Pick<ConnectionProfile, 'id' | 'origin'>): FormReading {
  const values = trimmed(typed);
  const errors = check(values);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const given = {
    ...field('host', values.host),
    ...field('port', numberOrNothing(values.port)),
    ...field('database', values.database),
    ...field('user', values.user),
    ...field('service', values.service),
    ...field('options', values.options),
  };
  const profile: ConnectionProfile = {
    id: before.id,
    origin: before.origin,
    name: values.name === '' ? nameFor(given) : values.name,
    ...given,
    ...field('tls', tlsOf(values)),
    ...field('ssh', sshOf(values)),
    ...field('passwordCommand', values.passwordCommand),
    ...(values.production === '' ? {} : { production: values.production === 'yes' }),
  };
  return { ok: true, profile, ...(values.password === '' ? {} : { password: values.password }) };
}

/** `shop@localhost`, for a connection that the user has not named. */
function nameFor(fields: Pick<ConnectionProfile, 'host' | 'service' | 'database' | 'user'>): string {
  const host = fields.host ?? fields.service ?? 'localhost';
  const database = fields.database ?? fields.user;
  return database === undefined ? host : `${database}@${host}`;
}

export function formValues(profile: Partial<ConnectionProfile>): ConnectionFormValues {
  const { tls, ssh } = profile;
  return {
    name: profile.name ?? '',
    host: profile.host ?? '',
    port: profile.port?.toString() ?? '',
    database: profile.database ?? '',
    user: profile.user ?? '',
    password: '',
    passwordCommand: profile.passwordCommand ?? '',
    service: profile.service ?? '',
    options: profile.options ?? '',
    tlsMode: tls?.mode ?? '',
    rootCertificate: tls?.rootCertificate ?? '',
    certificate: tls?.certificate ?? '',
    key: tls?.key ?? '',
    sshHost: ssh?.host ?? '',
    sshPort: ssh?.port?.toString() ?? '',
    sshUser: ssh?.user ?? '',
    sshIdentityFile: ssh?.identityFile ?? '',
    production: profile.production === undefined ? '' : profile.production ? 'yes' : 'no',
  };
}

function check(values: ConnectionFormValues): ConnectionFormErrors {
  const port = (text: string) =>
    text === '' || isPort(Number(text)) ? undefined : 'A port is a number from 1 to 65535.';
  const only = (condition: boolean, message: string) => (condition ? message : undefined);
  const found = {
    host: only(/^[a-z][a-z0-9+.-]*:\/\//i.test(values.host), 'This looks like a URL: paste it into the field above.'),
    port: port(values.port),
    sshPort: port(values.sshPort),
    tlsMode: only(values.tlsMode !== '' && !isTlsMode(values.tlsMode), 'Choose a TLS mode.'),
    sshHost: only(
      values.sshHost === '' && (values.sshPort !== '' || values.sshUser !== '' || values.sshIdentityFile !== ''),
      'A tunnel needs the jump host.',
    ),
    certificate: only(values.certificate === '' && values.key !== '', 'A key needs its certificate.'),
    key: only(values.certificate !== '' && values.key === '', 'A client certificate needs its key.'),
    password: only(
      values.password !== '' && values.passwordCommand !== '',
      'Give either a password or a command that prints one.',
    ),
  };
  return Object.fromEntries(Object.entries(found).filter(([, message]) => message !== undefined));
}

/** Everything but the password loses the blanks around it. */
function trimmed(values: ConnectionFormValues): ConnectionFormValues {
  const entries = Object.entries(values).map(([name, text]) => [name, name === 'password' ? text : text.trim()]);
  return Object.fromEntries(entries) as ConnectionFormValues;
}

function tlsOf(values: ConnectionFormValues): TlsSettings | undefined {
  const files = {
    ...field('rootCertificate', values.rootCertificate),
    ...field('certificate', values.certificate),
    ...field('key', values.key),
  };
  if (values.tlsMode === '' && Object.keys(files).length === 0) return undefined;
  return { mode: isTlsMode(values.tlsMode) ? values.tlsMode : 'prefer', ...files };
}

function sshOf(values: ConnectionFormValues): SshTunnel | undefined {
  if (values.sshHost === '') return undefined;
  return {
    host: values.sshHost,
    ...field('port', numberOrNothing(values.sshPort)),
    ...field('user', values.sshUser),
    ...field('identityFile', values.sshIdentityFile),
  };
}

function numberOrNothing(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}

/** `{ [name]: value }`, or nothing where the value is blank. */
function field<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined || value === '' ? {} : ({ [name]: value } as Record<K, V>);
}

const tlsModes: readonly TlsMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

function isTlsMode(text: string): text is TlsMode {
  return tlsModes.some(mode => mode === text);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
