/**
 * As much of playwright-core as the screen tests use. The package itself lies in the editor's own folder
 * (test/support/editorServer.mjs) and is no dependency of the project.
 */
export interface Locator {
  boundingBox(): Promise<{
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null>;
  click(options?: {
    readonly button?: 'left' | 'right';
    readonly position?: { readonly x: number; readonly y: number };
    readonly timeout?: number;
  }): Promise<void>;
  count(): Promise<number>;
  fill(text: string): Promise<void>;
  filter(options: { readonly hasText: string | RegExp }): Locator;
  first(): Locator;
  getAttribute(name: string): Promise<string | null>;
  hover(): Promise<void>;
  innerText(): Promise<string>;
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
  nth(index: number): Locator;
  press(key: string): Promise<void>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  textContent(): Promise<string | null>;
  waitFor(options?: {
    readonly state?: 'attached' | 'detached' | 'visible' | 'hidden';
    readonly timeout?: number;
  }): Promise<void>;
}

export interface FrameLocator {
  frameLocator(selector: string): FrameLocator;
  locator(selector: string, options?: { readonly hasText?: string | RegExp }): Locator;
}

export interface Page extends FrameLocator {
  evaluate<T>(body: () => T): Promise<T>;
  goto(url: string): Promise<unknown>;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  screenshot(options: { readonly path: string }): Promise<unknown>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  waitForTimeout(milliseconds: number): Promise<void>;
}
