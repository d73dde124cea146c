/** Reading files, as the finders of connections and of SQL need it. Paths are absolute. */
export interface Files {
  /** Text of the file as UTF-8, `undefined` when there is none or it cannot be read. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder with what they are; empty when there is none. */
  list(path: string): Promise<readonly { readonly name: string; readonly kind: 'file' | 'folder' }[]>;
}
