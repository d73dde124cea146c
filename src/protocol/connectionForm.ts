/** Between the connection form and the host. Every request has a reply, failure included. */

/** Fields of the form, as typed; blank means not given. Ids of the inputs are the keys. */
export const connectionFieldNames = [
  'name',
  'host',
  'port',
  'database',
  'user',
  'password',
  'passwordCommand',
  'service',
  'options',
  'tlsMode',
  'rootCertificate',
  'certificate',
  'key',
  'sshHost',
  'sshPort',
  'sshUser',
  'sshIdentityFile',
  'production',
] as const;

export type ConnectionFieldName = (typeof connectionFieldNames)[number];

/** `production` is `yes`, `no` or blank (judged by the host); `tlsMode` is one of libpq's or blank (libpq's default). */
export type ConnectionFormValues = Readonly<Record<ConnectionFieldName, string>>;

export type ConnectionFormErrors = Readonly<Partial<Record<ConnectionFieldName | 'url', string>>>;

export type ConnectionFormRequest =
  | { readonly type: 'ready' }
  /** What a pasted URL says, to fill the fields with. */
  | { readonly type: 'readUrl'; readonly url: string }
  /** Checks the fields alone; the reply says how the host would be judged. */
  | { readonly type: 'check'; readonly values: ConnectionFormValues }
  | { readonly type: 'test'; readonly values: ConnectionFormValues }
  | { readonly type: 'cancelTest' }
  | { readonly type: 'save'; readonly values: ConnectionFormValues }
  | { readonly type: 'close' };

export interface ConnectionFormReply {
  readonly type: 'reply';
  readonly id: number;
  /** What to fill the fields with; on `ready` and `readUrl`. */
  readonly values?: Partial<ConnectionFormValues>;
  /** On `ready`: a password is kept already and stays where the field is left blank. */
  readonly passwordKept?: boolean;
  readonly errors?: ConnectionFormErrors;
  /** The result in a sentence, under the buttons. */
  readonly message?: { readonly tone: 'good' | 'bad' | 'note'; readonly text: string };
  /** Why the connection counts as production or does not; on `check`. */
  readonly judgement?: string;
}
