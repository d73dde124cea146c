/** Every language in which SQL is found, one line each. */
import { csharp } from './csharp';
import type { EmbeddingLanguage } from './embedding';
import { go } from './go';
import type { HostLanguage } from './language';
import { markdown } from './markdown';
import { python } from './python';
import { typescript } from './typescript';

export const hosts: readonly HostLanguage[] = [typescript, python, csharp, go];

export const embeddings: readonly EmbeddingLanguage[] = [markdown];
