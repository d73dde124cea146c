import type { FoundQuery } from './foundQuery';

export interface FolderScanRequest {
  readonly folder: string;
  /** Glob patterns left out, as in `files.exclude`; `.gitignore` counts too. */
  readonly exclude: readonly string[];
  readonly largestBytes: number;
  /** Language ids by pattern or name of files, as in `files.associations`. */
  readonly languages: Readonly<Record<string, string>>;
}

export interface FileScanRequest {
  readonly path: string;
  /** The workspace folder around it: what is excluded or ignored there gives nothing. */
  readonly folder: string;
  readonly exclude: readonly string[];
  readonly languageId: string;
  /** Unsaved text. */
  readonly text?: string;
  readonly largestBytes: number;
}

export interface ScannedFile {
  readonly path: string;
  readonly queries: readonly FoundQuery[];
}

export interface ScanProgress {
  readonly files: number;
  readonly queries: number;
}

export interface ScanSummary {
  readonly files: number;
  /** Paths of files that could not be read. */
  readonly failed: readonly string[];
}

/** Reads a workspace's files for their queries, off the caller's thread. @throws Failure `cancelled` */
export interface WorkspaceScanner {
  scanFolder(
    request: FolderScanRequest,
    onFile: (file: ScannedFile) => void,
    onProgress: (progress: ScanProgress) => void,
    signal: AbortSignal,
  ): Promise<ScanSummary>;
  scanFile(request: FileScanRequest, signal: AbortSignal): Promise<ScannedFile>;
}
