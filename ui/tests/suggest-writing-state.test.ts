// What a physician writes about a suggestion, as state: an edited plan, a plan of one's own, the day's list.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { BASE, checksOf, earlierOn, FakeBackend, phase, runEvents, SIDE_STOP, TUNED, type ArmScript, type Run } from '../src/lib/api/fake';
import type { ArmChoice, CheckView, ErrorView } from '../src/lib/api/generated';
import { CHECK_PAUSE_MS } from '../src/lib/state/suggest/edited-plan.svelte';
import { draftFrom, keptDraft } from '../src/lib/state/suggest/kept-draft';
import { SuggestScreen } from '../src/lib/state/suggest/suggest-screen.svelte';

const DISK_FULL: ErrorView = { code: 'diskFull', message: 'no space', detail: null };
const settled = () => vi.advanceTimersByTimeAsync(0);
const STOPPED: ArmScript = { ...TUNED, checks: [...checksOf('', TUNED.text), SIDE_STOP] };

let backend: FakeBackend;
let screen: SuggestScreen;

/** A screen on which a suggestion stands. */
async function suggest(script = TUNED, arms: ArmChoice = 'tuned', base = BASE): Promise<Run> {
  await screen.open();
  screen.show(arms);
  screen.diagnosis.text = 'left breast cancer';
  void screen.suggest();
  await settled();
  const run = backend.runs.at(-1);
  if (!run) throw new Error('nothing was asked');
  run.send(...runEvents(run.request, script, base));
  run.end();
  await settled();
  return run;
}
const deciding = () => {
  if (!screen.deciding) throw new Error('nothing to decide');
  return screen.deciding;
};

beforeEach(() => {
  vi.useFakeTimers();
  backend = new FakeBackend();
  screen = new SuggestScreen(backend);
});
afterEach(() => vi.useRealTimers());

describe('an edited plan', () => {
  const edit = async (text: string) => {
    deciding().edited!.text = text;
    await vi.advanceTimersByTimeAsync(CHECK_PAUSE_MS);
  };

  it('begins as it was suggested, and is checked', async () => {
    await suggest();
    screen.edit();
    await settled();
    expect(deciding().edited?.text).toBe(TUNED.text);
    expect(backend.callsOf('checkPlan')).toEqual([[{ suggestion: 'S-1', arm: 'tuned', plan: TUNED.text }]]);
    expect(deciding().whyRecordIsOff).toBe('Nothing was changed: accept it instead');
  });

  it('is read and checked a moment after the last key, and recorded as it stands', async () => {
    await suggest();
    screen.edit();
    await settled();
    deciding().edited!.text = '42.5 Gy / 16 fx';
    expect(deciding().whyRecordIsOff).toBe('Checking the plan');
    await edit('42.56 Gy / 16 fx');
    expect(backend.callsOf('checkPlan')).toHaveLength(2);
    expect(deciding().edited?.phases).toEqual([phase(42.56, 16)]);
    deciding().edited!.reason = 'large breast';
    expect(await deciding().recordEdited()).toBe(true);
    expect(backend.decisions[0]).toMatchObject({ kind: 'edited', plan: '42.56 Gy / 16 fx', reason: 'large breast' });
    expect(screen.whyCopyIsOff).toBeNull();
  });

  it('cannot be recorded without words or without a plan in them', async () => {
    await suggest();
    screen.edit();
    await edit('   ');
    expect(deciding().whyRecordIsOff).toBe('Write the plan');
    await edit('see a physician');
    expect(deciding().whyRecordIsOff).toBe('Off: no plan could be read');
    expect(await deciding().recordEdited()).toBe(false);
  });

  it('has its own findings to acknowledge, whatever was said of the suggestion', async () => {
    await suggest(STOPPED);
    const stop = deciding().missing[0]!;
    deciding().acknowledged.open(stop);
    deciding().acknowledged.typed = 'of the suggestion';
    deciding().acknowledged.acknowledge(stop);
    const other: CheckView = { ...SIDE_STOP, statement: 'Left in the text, both in the plan' };
    backend.planChecks = [other];
    screen.edit();
    await edit('40 Gy / 15 fx both breasts');
    expect(deciding().checks).toEqual([other]);
    expect(deciding().whyRecordIsOff).toBe('Off: 1 finding must be acknowledged first');
    const { acknowledged } = deciding().edited!;
    acknowledged.open(other);
    acknowledged.typed = 'bilateral tumour';
    acknowledged.acknowledge(other);
    expect(await deciding().recordEdited()).toBe(true);
    expect(backend.decisions[0]?.acknowledged).toEqual([{ rule: 'side-agrees', reason: 'bilateral tumour' }]);
  });

  it('asks anew for a finding of the same rule that says something else', async () => {
    await suggest();
    backend.planChecks = [SIDE_STOP];
    screen.edit();
    await edit('40 Gy / 15 fx right');
    const { edited } = deciding();
    edited!.acknowledged.open(SIDE_STOP);
    edited!.acknowledged.typed = 'so it is';
    edited!.acknowledged.acknowledge(SIDE_STOP);
    expect(deciding().whyRecordIsOff).toBeNull();
    backend.planChecks = [{ ...SIDE_STOP, statement: 'Left in the text, neither in the plan' }];
    await edit('40 Gy / 15 fx');
    expect(deciding().whyRecordIsOff).toBe('Off: 1 finding must be acknowledged first');
  });

  it('drops an answer about an older text', async () => {
    await suggest();
    const answers: (() => void)[] = [];
    screen.edit();
    await settled();
    backend.checkPlan = ({ plan }) => new Promise((resolve) => answers.push(() => resolve({ phases: [phase(plan.length, 1)], checks: [] })));
    await edit('aaaa');
    await edit('bb');
    answers[1]?.();
    answers[0]?.();
    await settled();
    expect(deciding().edited?.phases).toEqual([phase(2, 1)]);
  });

  it('says that it could not be checked and is checked again', async () => {
    await suggest();
    backend.failures = { checkPlan: DISK_FULL };
    screen.edit();
    await edit('42.56 Gy / 16 fx');
    expect(deciding().whyRecordIsOff).toBe('Off: the plan could not be checked');
    backend.failures = {};
    await deciding().edited!.checkAgain();
    expect(deciding().whyRecordIsOff).toBeNull();
  });

  it('is not lost to Suggest, nor to closing and opening it again', async () => {
    await suggest();
    screen.edit();
    await edit('42.56 Gy / 16 fx');
    expect(screen.whySuggestIsOff).toBe('Record or close the edited plan first');
    screen.show('base');
    expect(screen.whySuggestIsOff).toBe('Record or close the edited plan first');
    screen.show('tuned');
    screen.stop();
    expect(screen.whySuggestIsOff).toBeNull();
    screen.edit();
    expect(deciding().edited?.text).toBe('42.56 Gy / 16 fx');
  });

  it('asks nothing more once the screen is cleared', async () => {
    await suggest();
    screen.edit();
    await settled();
    deciding().edited!.text = 'of a patient';
    screen.clear();
    await vi.advanceTimersByTimeAsync(CHECK_PAUSE_MS * 2);
    expect(backend.callsOf('checkPlan')).toHaveLength(1);
  });
});

describe('one’s own plan first', () => {
  it('keeps Suggest off until it is written, and goes with the question', async () => {
    await screen.open();
    screen.diagnosis.text = 'left breast cancer';
    screen.ownPlanFirst.isOn = true;
    expect(screen.whySuggestIsOff).toBe('Write your own plan first');
    screen.ownPlan = ' 40 Gy / 15 fx ';
    expect(screen.whySuggestIsOff).toBeNull();
    void screen.suggest();
    await settled();
    expect(backend.runs[0]?.request.ownPlan).toBe('40 Gy / 15 fx');
  });

  it('is written anew for another diagnosis, and goes with an earlier one that is taken', async () => {
    screen.ownPlanFirst.isOn = true;
    screen.ownPlan = '40 Gy / 15 fx';
    await suggest();
    screen.diagnosis.text = 'another breast';
    expect(screen.whySuggestIsOff).toBe('Write your own plan for this diagnosis');
    screen.ownPlan = '26 Gy / 5 fx';
    expect(screen.whySuggestIsOff).toBeNull();
    screen.takeEarlier('right lung');
    expect(screen.ownPlan).toBe('');
  });

  it('is not sent where it is not asked for', async () => {
    screen.ownPlan = 'left over';
    const run = await suggest();
    expect(run.request.ownPlan).toBeNull();
  });

  it('is kept by the lock with the diagnosis, and a diagnosis alone as it is', () => {
    expect(keptDraft({ diagnosis: 'left breast', ownPlan: ' ' })).toBe('left breast');
    const both = { diagnosis: 'left {breast}', ownPlan: '40/15' };
    expect(draftFrom(keptDraft(both))).toEqual(both);
    for (const text of ['left breast', '{"a": 1}', '12', 'null', '"x"', '']) expect(draftFrom(text)).toEqual({ diagnosis: text, ownPlan: '' });
  });
});

describe('earlier today', () => {
  it('lists the suggestions of today alone, read when it is opened', async () => {
    vi.setSystemTime(new Date(2026, 1, 3, 14, 0));
    const today = earlierOn(new Date());
    backend.earlier = [...today, { ...today[0]!, suggestion: 'old', atMs: new Date(2026, 1, 2, 23, 59).getTime() }];
    expect(backend.callsOf('earlierSuggestions')).toEqual([]);
    await screen.earlier.open();
    expect(screen.earlier.list).toEqual(today);
  });

  it('puts the diagnosis into the field without its answer, and what stood there can come back', async () => {
    await suggest();
    screen.takeEarlier('prostate cancer');
    expect(screen.diagnosis.text).toBe('prostate cancer');
    expect(screen.isStale).toBe(true);
    expect(screen.earlier.isOpen).toBe(false);
    screen.diagnosis.bringBack();
    expect(screen.diagnosis.text).toBe('left breast cancer');
    expect(screen.diagnosis.before).toBe('');
  });

  it('says why it cannot be read, and lets go of the list when it is closed', async () => {
    backend.failures = { earlierSuggestions: DISK_FULL };
    await screen.earlier.open();
    expect(screen.earlier.problem).toEqual(DISK_FULL);
    backend.failures = {};
    await screen.earlier.open();
    expect(screen.earlier.list?.length).toBe(4);
    screen.earlier.close();
    expect(screen.earlier.list).toBeNull();
  });

  it('drops a list that comes after it was closed', async () => {
    let answer: () => void = () => undefined;
    backend.earlierSuggestions = () => new Promise((resolve) => (answer = () => resolve(earlierOn(new Date()))));
    const opening = screen.earlier.open();
    screen.earlier.close();
    answer();
    await opening;
    expect(screen.earlier.list).toBeNull();
  });
});
