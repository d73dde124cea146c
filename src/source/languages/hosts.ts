/** Every language in which SQL is found, one line each. */
import { csharp } from './csharp';
import type { EmbeddingLanguage } from './embedding';
import { go } from './go';
import { java } from './java';
import { kotlin } from './kotlin';
import type { HostLanguage } from './language';
import { markdown } from './markdown';
import { mybatis } from './mybatis';
import { php } from './php';
import { python } from './python';
import { ruby } from './ruby';
import { rust } from './rust';
import { typescript } from './typescript';

export const hosts: readonly HostLanguage[] = [typescript, python, csharp, go, java, ruby, php, kotlin, rust];

export const embeddings: readonly EmbeddingLanguage[] = [markdown, mybatis];
