import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Speaker, Turns } from '../../../src/databases/demo/turns';

class Recorder implements Speaker {
  granted_ = 0;
  evicted_ = 0;
  silentSince: number | undefined;

  granted(): void {
    this.granted_++;
  }

  idleMs(): number | undefined {
    return this.silentSince === undefined ? undefined : performance.now() - this.silentSince;
  }

  evicted(): void {
    this.evicted_++;
  }
}

describe('turns at the demo', () => {
  let turns: Turns;
  beforeEach(() => {
    turns = new Turns(30);
  });
  afterEach(() => turns.dispose());

  it('gives the word to one at a time, first come, first served', () => {
    const [one, two, three] = [new Recorder(), new Recorder(), new Recorder()];
    for (const speaker of [one, two, three, two]) turns.request(speaker);
    assert.deepEqual([one.granted_, two.granted_, three.granted_], [1, 0, 0]);
    turns.release(two);
    turns.release(one);
    assert.deepEqual([one.granted_, two.granted_, three.granted_], [1, 0, 1]);
    assert.ok(turns.holds(three));
  });

  it('does not give a turn twice to who has it, nor take it for a stranger', () => {
    const [one, two] = [new Recorder(), new Recorder()];
    turns.request(one);
    turns.request(one);
    turns.release(two);
    assert.equal(one.granted_, 1);
    assert.ok(turns.holds(one));
  });

  it('evicts who is silent while others wait', async () => {
    const [one, two] = [new Recorder(), new Recorder()];
    turns.request(one);
    one.silentSince = performance.now();
    turns.request(two);
    await sleep(100);
    assert.ok(one.evicted_ > 0);
  });

  it('leaves alone who is silent while nobody waits, and whom the backend works for', async () => {
    const one = new Recorder();
    turns.request(one);
    one.silentSince = performance.now();
    await sleep(60);
    assert.equal(one.evicted_, 0, 'nobody waits');
    one.silentSince = undefined;
    turns.request(new Recorder());
    await sleep(60);
    assert.equal(one.evicted_, 0, 'it works');
  });
});
