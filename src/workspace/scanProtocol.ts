import type { FileScanRequest, FolderScanRequest, ScannedFile } from '../source/workspaceScanner';

/** What the worker is started with. */
export interface ScanWorkerData {
  /** Folder of the shipped files. */
  readonly assets: string;
  readonly callees: readonly string[];
}

export type ScanRequest =
  | ({ readonly kind: 'folder'; readonly id: number } & FolderScanRequest)
  | ({ readonly kind: 'file'; readonly id: number } & FileScanRequest)
  | { readonly kind: 'cancel'; readonly id: number };

export type ScanMessage =
  | { readonly kind: 'file'; readonly id: number; readonly file: ScannedFile }
  | { readonly kind: 'progress'; readonly id: number; readonly files: number; readonly queries: number }
  | { readonly kind: 'done'; readonly id: number; readonly files: number; readonly failed: readonly string[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
