import { ProgressLocation, window } from 'vscode';

/** Below this, a notification would only flicker. */
const quietMs = 400;

/** Runs `work`; once it has lasted, a notification with Cancel stands until it settles. `controller` cancels it too. */
export async function withCancellableProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  const running = work(controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<'slow'>(resolve => {
    timer = setTimeout(() => resolve('slow'), quietMs);
  });
  try {
    const first = await Promise.race([running.then(() => 'done' as const), slow]);
    if (first === 'done') return await running;
    return await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => controller.abort());
        return running;
      },
    );
  } finally {
    clearTimeout(timer);
  }
}
