/** libpq's sslmode values with libpq's meaning (PostgreSQL manual, "SSL Support", table of modes). */
export type TlsMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface TlsSettings {
  readonly mode: TlsMode;
  /** Paths, as libpq's sslrootcert, sslcert, sslkey. */
  readonly rootCertificate?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/** A jump host, reached with the system's OpenSSH client, so that `~/.ssh/config`, agents and known hosts count. */
export interface SshTunnel {
  /** A host name or an alias from `~/.ssh/config`. */
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFile?: string;
}

/** Where a connection came from; the password never stands here. */
export type ConnectionOrigin =
  | { readonly kind: 'found'; readonly tool: string; readonly file?: string; readonly detail?: string }
  | { readonly kind: 'entered' }
  | { readonly kind: 'demo' };

/** How to reach a PostgreSQL database, without its password. Absent fields take libpq's environment variables and defaults. */
export interface ConnectionProfile {
  /** Stable: the same finding in the same file gets the same id. */
  readonly id: string;
  readonly name: string;
  readonly origin: ConnectionOrigin;
  /** Host name, address, or the absolute path of a Unix socket's folder. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly tls?: TlsSettings;
  readonly ssh?: SshTunnel;
  /** A shell command whose first output line is the password (cloud IAM tokens); run at each connect. */
  readonly passwordCommand?: string;
  /** Name in pg_service.conf. */
  readonly service?: string;
  /** libpq's `options`: settings for the session, e.g. `-c search_path=shop`. */
  readonly options?: string;
  /** The user's mark; absent: judged by the host. */
  readonly production?: boolean;
}

/** A connection found in the project's configuration, with the password that stood there, if any. */
export interface FoundConnection {
  readonly profile: ConnectionProfile;
  /** Goes to SecretStorage once the user takes the connection, never to a log or a settings file. */
  readonly password?: string;
}
