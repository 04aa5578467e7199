// The window as a whole: what a lock takes away, what comes back, and for whom.

import { beforeEach, describe, expect, it } from 'vitest';

import { FakeBackend, HALVORSEN, lockedAfter, openFor, PASSWORD, TANAKA } from '../src/lib/api/fake';
import { Workplace } from '../src/lib/state/workplace.svelte';

const settled = () => new Promise((resolve) => setTimeout(resolve));
let backend: FakeBackend;
let workplace: Workplace;

async function openAs(person = TANAKA): Promise<void> {
  backend.view = openFor(person);
  workplace = new Workplace(backend);
  await workplace.open();
  await settled();
}
async function signIn(account: string): Promise<void> {
  await workplace.session.signIn(account, PASSWORD);
  await settled();
}
/** Every string that can be reached from the window's state, through fields and getters. */
function wholeState(): string {
  const strings: string[] = [];
  const seen = new Set<unknown>([backend, workplace.backend]);
  const walk = (value: unknown): void => {
    if (typeof value === 'string') strings.push(value);
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (let holder = value; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder) as object) {
      for (const name of Object.getOwnPropertyNames(holder)) walk((value as Record<string, unknown>)[name]);
    }
  };
  walk(workplace);
  return strings.join('\n');
}

beforeEach(() => {
  backend = new FakeBackend();
});

describe('the window', () => {
  it('opens on the first place', async () => {
    await openAs();
    expect(workplace.place).toBe('curate');
    expect(workplace.waitingAt('curate')).toBe(214);
  });

  it('goes only where this person may go', async () => {
    await openAs(HALVORSEN);
    expect(workplace.go('curate')).toBe(false);
    expect(workplace.place).toBe('grade');
    expect(workplace.goTo(6)).toBe(true);
    expect(workplace.place).toBe('settings');
    expect(workplace.goTo(7)).toBe(false);
  });

  it('opens the demonstration and leaves it again', async () => {
    workplace = new Workplace(backend);
    await workplace.open();
    expect(workplace.place).toBe('start');
    await workplace.openDemonstration();
    expect(workplace.place).toBe('curate');
    await workplace.leaveDemonstration();
    expect(backend.callsOf('lock')).toEqual([['signedOut']]);
    expect(backend.callsOf('keepDraft')).toEqual([]);
    expect(workplace.place).toBe('start');
  });

  it('does not leave a recovery code that is shown once', async () => {
    workplace = new Workplace(backend);
    await workplace.open();
    workplace.setUp('vault');
    const setup = workplace.screens!.setup;
    Object.assign(setup, { name: 'S. Tanaka', password: PASSWORD, repeated: PASSWORD });
    await setup.create();
    expect(workplace.go('suggest')).toBe(false);
    expect(workplace.activity).toBe('setup');
  });

  it('goes from set-up into the import it was wanted for', async () => {
    workplace = new Workplace(backend);
    await workplace.open();
    workplace.setUp('import');
    const setup = workplace.screens!.setup;
    Object.assign(setup, { name: 'S. Tanaka', password: PASSWORD, repeated: PASSWORD });
    await setup.create();
    await workplace.finishSetup();
    await settled();
    expect(workplace.activity).toBe('import');
    expect(backend.callsOf('chooseExports')).toHaveLength(1);
  });

  it('stays where it was when the file dialog is cancelled', async () => {
    await openAs();
    backend.inspection = null;
    await workplace.importExports();
    expect(workplace.activity).toBe('place');
  });
});

describe('a lock', () => {
  it('keeps the drafts before it locks, and leaves no text behind', async () => {
    await openAs();
    workplace.screens!.suggest.diagnosis.text = 'left breast cancer of a real person';
    await workplace.screens!.curate.open();
    for (const text of ['real person', 'anal canal']) expect(wholeState()).toContain(text);
    await workplace.lock('requested');
    const names = backend.calls.map(([name]) => name);
    expect(names.filter((name) => name === 'keepDraft')).toHaveLength(2);
    expect(names.lastIndexOf('keepDraft')).toBeLessThan(names.indexOf('lock'));
    expect(backend.drafts.get('s-tanaka/suggest')).toBe('left breast cancer of a real person');
    expect(workplace.screens).toBeNull();
    for (const text of ['real person', 'anal canal']) expect(wholeState()).not.toContain(text);
  });

  it('hides the screens before the vault has answered', async () => {
    await openAs();
    backend.silent.add('lock');
    void workplace.lock('idle');
    expect(workplace.screens).toBeNull();
  });

  it('gives the work back to the same person, on the same screen', async () => {
    await openAs();
    workplace.screens!.suggest.diagnosis.text = 'left breast cancer';
    await workplace.screens!.curate.open();
    await workplace.screens!.curate.show('C-09178');
    workplace.screens!.curate.review!.moveEdge('forward');
    const moved = workplace.screens!.curate.review!.decisions;
    workplace.go('suggest');
    await workplace.lock('requested');
    await signIn(TANAKA.account);
    expect(workplace.place).toBe('suggest');
    expect(workplace.screens!.suggest.diagnosis.text).toBe('left breast cancer');
    await workplace.screens!.curate.open();
    expect(workplace.screens!.curate.review?.loaded.case).toBe('C-09178');
    expect(workplace.screens!.curate.review?.decisions).toEqual(moved);
    expect(backend.drafts.get('s-tanaka/suggest')).toBe('');
  });

  it('gives nothing to somebody else, and still gives it to the first one later', async () => {
    await openAs();
    workplace.screens!.suggest.diagnosis.text = 'left breast cancer';
    await workplace.lock('requested');
    await signIn(HALVORSEN.account);
    expect(workplace.screens!.suggest.diagnosis.text).toBe('');
    await workplace.lock('requested');
    await signIn(TANAKA.account);
    expect(workplace.screens!.suggest.diagnosis.text).toBe('left breast cancer');
  });

  it('brings the form of a new run back, to the same person only', async () => {
    await openAs();
    const { finetune } = workplace.screens!;
    await finetune.open();
    finetune.choose(finetune.shelf.list[1]!.id);
    finetune.remedy({ words: '', settings: [{ key: 'rank', value: '32' }], leftOut: ['C-09178'] });
    const { form, request } = finetune;
    workplace.go('fineTune');
    await workplace.lock('idle');
    await signIn(HALVORSEN.account);
    expect(workplace.screens!.finetune.form).toMatchObject({ modelId: '', leftOut: [], typed: {} });
    await workplace.lock('requested');
    await signIn(TANAKA.account);
    expect(workplace.place).toBe('fineTune');
    await workplace.screens!.finetune.open();
    expect(workplace.screens!.finetune.form).toEqual(form);
    expect(workplace.screens!.finetune.request).toEqual(request);
  });

  it('brings it back as well when the program locked the vault by itself', async () => {
    await openAs();
    workplace.screens!.finetune.recipe.set('seed', '7');
    backend.view = lockedAfter('idle');
    await workplace.session.look();
    await signIn(TANAKA.account);
    expect(workplace.screens!.finetune.form.typed).toEqual({ seed: '7' });
  });

  it('locks even when the draft cannot be kept', async () => {
    await openAs();
    workplace.screens!.suggest.diagnosis.text = 'left breast cancer';
    backend.failures = { keepDraft: { code: 'diskFull', message: 'no space', detail: null } };
    await workplace.lock('idle');
    expect(workplace.session.view).toMatchObject({ kind: 'locked', reason: 'idle' });
  });

  it('stops a suggestion that is running', async () => {
    await openAs();
    await workplace.screens!.suggest.open();
    workplace.screens!.suggest.diagnosis.text = 'left breast cancer';
    void workplace.screens!.suggest.suggest();
    await settled();
    await workplace.lock('idle');
    expect(backend.cancels).toBe(1);
  });

  it('shows nothing of the work when the vault was locked by the program itself', async () => {
    await openAs();
    backend.view = lockedAfter('idle');
    await workplace.session.look();
    expect(workplace.screens).toBeNull();
  });

  it('comes into sight when a command finds the vault locked', async () => {
    await openAs();
    await workplace.screens!.curate.open();
    backend.view = lockedAfter('idle');
    backend.failures = { decide: { code: 'locked', message: 'locked', detail: null } };
    await workplace.screens!.curate.drop(1);
    await settled();
    expect(workplace.session.view?.kind).toBe('locked');
    expect(workplace.screens).toBeNull();
  });

  it('is not there for nobody', async () => {
    workplace = new Workplace(backend);
    await workplace.open();
    expect(await workplace.lock('requested')).toBe(false);
    expect(backend.callsOf('lock')).toEqual([]);
  });
});
