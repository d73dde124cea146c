import { openSocket, type Transport } from './transport';
import type { Target } from './target';

export async function openTransport(target: Target, signal: AbortSignal): Promise<Transport> {
  return { stream: await openSocket(target, signal), encrypted: false };
}
