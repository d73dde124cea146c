// What is measured inside the page, the same for both panels; bench/panel.ts evaluates it once a page.
globalThis.panelBench = {
  frame: () => new Promise(resolve => requestAnimationFrame(resolve)),

  /** From `start()` until an element of that kind was painted, in ms; `undefined` when it never came. */
  async firstPaint(start, selector, timeoutMs) {
    const begin = performance.now();
    start();
    while (document.querySelector(selector) === null) {
      if (performance.now() - begin > timeoutMs) return undefined;
      await this.frame();
    }
    // Two more frames: the one that paints it, and the begin of the next.
    await this.frame();
    await this.frame();
    return performance.now() - begin;
  },

  /** Work of one interaction in ms: handlers, what they schedule at once, style and layout. Waiting for the screen is not in it. */
  async work(act) {
    await this.frame();
    await new Promise(resolve => setTimeout(resolve, 0));
    const begin = performance.now();
    act();
    for (let i = 0; i < 20; i++) await Promise.resolve();
    void document.body.getBoundingClientRect().height;
    return performance.now() - begin;
  },

  /** Times between frames while `step(i)` runs once in each, sorted. */
  async frames(count, step) {
    const times = [];
    await this.frame();
    let last = performance.now();
    for (let i = 0; i < count; i++) {
      step(i);
      await this.frame();
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times.sort((a, b) => a - b);
  },

  /** The work of each of `acts`. */
  async each(acts) {
    const times = [];
    for (const act of acts) times.push(await this.work(act));
    return times.sort((a, b) => a - b);
  },
};

const many = [...Array(12).keys()];

/** Each phase gives its times in ms, sorted. */
globalThis.panelRuns = {
  ours: {
    async paint() {
      const state = globalThis.benchState;
      return [
        await globalThis.panelBench.firstPaint(
          () => window.postMessage({ type: 'state', state }, '*'),
          '.step-row',
          60_000,
        ),
      ];
    },
    /** Everything open, so that all of the plan is there to be scrolled. */
    async prepare() {
      document.querySelector('[aria-label="Expand All"]')?.click();
      await globalThis.panelBench.frame();
      await globalThis.panelBench.frame();
      return [];
    },
    select: () =>
      globalThis.panelBench.each(many.map(i => () => document.querySelectorAll('.step-row')[i % 8]?.click())),
    fold: () => globalThis.panelBench.each(many.map(() => () => document.querySelectorAll('.twistie')[1]?.click())),
    scroll: frames => globalThis.panelBench.frames(frames, i => scrollTo(0, i * 160)),
  },

  pev2: {
    async paint() {
      const { Vue, pev2, benchSource } = globalThis;
      return [
        await globalThis.panelBench.firstPaint(
          () =>
            Vue.createApp({ render: () => Vue.h(pev2.Plan, { planSource: benchSource, planQuery: '' }) }).mount('#app'),
          '.plan-node',
          60_000,
        ),
      ];
    },
    prepare: () => Promise.resolve([]),
    select: () =>
      globalThis.panelBench.each(
        many.map(i => () => document.querySelectorAll('.plan-node')[i % 8]?.querySelector('header a')?.click()),
      ),
    fold: () =>
      globalThis.panelBench.each(
        many.map(() => () => document.querySelectorAll('.plan-node .node-detail-toggle')[1]?.click()),
      ),
    async scroll(frames) {
      const canvas = document.querySelector('.plan svg') ?? document.querySelector('.plan');
      const mouse = (type, x, y) =>
        canvas.dispatchEvent(
          new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0 }),
        );
      mouse('mousedown', 600, 400);
      const times = await globalThis.panelBench.frames(frames, i => mouse('mousemove', 600 - i * 8, 400 - i * 8));
      mouse('mouseup', 600, 400);
      return times;
    },
  },
};
