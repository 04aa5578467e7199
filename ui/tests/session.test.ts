// Who may be here: session, sign-in, set-up, idle time.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeBackend, HALVORSEN, lockedAfter, NO_VAULT, openFor, PASSWORD, RECOVERY, TANAKA } from '../src/lib/api/fake';
import { whenIdle } from '../src/lib/state/idle-timer';
import { passwordProblem } from '../src/lib/state/passwords';
import { Session } from '../src/lib/state/session.svelte';
import { SignIn } from '../src/lib/state/sign-in.svelte';
import { VaultSetup } from '../src/lib/state/vault-setup.svelte';

let backend: FakeBackend;
let session: Session;
beforeEach(() => {
  backend = new FakeBackend();
  session = new Session(backend);
});
afterEach(() => {
  vi.useRealTimers();
});

async function signInForm(view = lockedAfter('idle')): Promise<SignIn> {
  backend.view = view;
  await session.look();
  return new SignIn(session, backend);
}

describe('a session', () => {
  it('mirrors the places of a machine without a vault', async () => {
    await session.look();
    expect(session.places).toEqual(['start', 'suggest']);
    expect(session.idleMinutes).toBeNull();
    expect(session.isOpen).toBe(false);
  });

  it('has no place while it is locked', async () => {
    backend.view = lockedAfter('requested');
    await session.look();
    expect(session.places).toEqual([]);
    expect(session.person).toBeNull();
  });

  it('does not count idle time in the demonstration', async () => {
    await session.openDemonstration();
    expect(session.isDemonstration).toBe(true);
    expect(session.idleMinutes).toBeNull();
  });

  it('keeps what went wrong', async () => {
    backend.failures = { session: { code: 'vaultInUse', message: 'process 4711 on desk-2', detail: null } };
    expect(await session.look()).toBe(false);
    expect(session.problem?.code).toBe('vaultInUse');
    backend.failures = {};
    await session.look();
    expect(session.problem).toBeNull();
  });
});

describe('the sign-in form', () => {
  it('starts with whoever was here last', async () => {
    const form = await signInForm(lockedAfter('idle', HALVORSEN));
    expect(form.person).toEqual(HALVORSEN);
    expect(form.isReady).toBe(false);
  });

  it('starts with nobody where several could come, and with the only one there is', async () => {
    expect((await signInForm(lockedAfter('signedOut', null))).person).toBeNull();
    const alone = { ...lockedAfter('signedOut', null), people: [TANAKA] } as ReturnType<typeof lockedAfter>;
    expect((await signInForm(alone)).person).toEqual(TANAKA);
  });

  it('opens the vault and forgets the password', async () => {
    const form = await signInForm();
    form.password = PASSWORD;
    await form.submit();
    expect(session.person).toEqual(TANAKA);
    expect(form.password).toBe('');
  });

  it('says that a password is wrong, then waits before the next one', async () => {
    vi.useFakeTimers();
    const form = await signInForm();
    for (const wait of [1, 2, 4]) {
      form.password = 'wrong';
      await form.submit();
      expect(form.problem?.code).toBe('wrongPassword');
      expect(form.password).toBe('');
      expect(form.waitSeconds).toBe(wait);
      form.password = PASSWORD;
      expect(form.isReady).toBe(false);
      await vi.advanceTimersByTimeAsync(wait * 1000);
      expect(form.waitSeconds).toBe(0);
      expect(form.isReady).toBe(true);
    }
    expect(backend.callsOf('signIn')).toHaveLength(3);
    form.leave();
  });

  it('counts down a wait that was there before it', async () => {
    vi.useFakeTimers();
    const form = await signInForm(lockedAfter('idle', TANAKA, 8));
    expect(form.waitSeconds).toBe(8);
    await vi.advanceTimersByTimeAsync(3000);
    expect(form.waitSeconds).toBe(5);
    form.leave();
    await vi.advanceTimersByTimeAsync(3000);
    expect(form.waitSeconds).toBe(5);
  });

  it('does not ask twice while the vault opens', async () => {
    const form = await signInForm();
    form.password = PASSWORD;
    await Promise.all([form.submit(), form.submit()]);
    expect(backend.callsOf('signIn')).toHaveLength(1);
  });

  it('forgets the password when somebody else is chosen', async () => {
    const form = await signInForm();
    form.password = 'half of it';
    form.choose(HALVORSEN);
    expect(form.password).toBe('');
  });

  it('lets in by the recovery code with a new password', async () => {
    const form = await signInForm();
    form.goBy('recovery');
    Object.assign(form, { recoveryCode: ` ${RECOVERY} `, newPassword: 'short', repeated: 'short' });
    expect(form.isReady).toBe(false);
    Object.assign(form, { newPassword: 'another long password', repeated: 'another long password' });
    expect(form.isReady).toBe(true);
    await form.submit();
    expect(backend.callsOf('signInWithRecovery')).toEqual([[RECOVERY, TANAKA.account, 'another long password']]);
    expect(session.isOpen).toBe(true);
  });
});

describe('a new password', () => {
  it.each([
    ['eleven char', 'eleven char', /12 characters/],
    ['twelve chars', 'twelve chars', null],
    ['twelve chars', 'twelve char', /differ/],
    ['ééééééééééé', 'ééééééééééé', /12 characters/],
    ['      spaces      ', '      spaces      ', null],
  ])('%j with %j', (password, repeated, problem) => {
    if (problem) expect(passwordProblem(password, repeated)).toMatch(problem);
    else expect(passwordProblem(password, repeated)).toBeNull();
  });
});

describe('set-up', () => {
  const filled = () => Object.assign(new VaultSetup(backend), { name: ' S. Tanaka ', password: PASSWORD, repeated: PASSWORD });

  it('sends name, role and password, then shows the code in groups', async () => {
    const setup = filled();
    await setup.create();
    expect(backend.callsOf('createVault')).toEqual([[{ name: 'S. Tanaka', role: 'physicist', password: PASSWORD }]]);
    expect(setup.stage).toBe('code');
    expect(setup.codeGroups).toEqual(['K7QM', '3XHD', '9TWA', 'PZ4R', '6CJN', 'V2EF']);
    expect(setup.password).toBe('');
  });

  it('goes on only when the last group was typed back', async () => {
    const setup = filled();
    expect(setup.isCodeKept).toBe(false);
    await setup.create();
    setup.typedGroup = '6CJN';
    expect(setup.isCodeKept).toBe(false);
    setup.typedGroup = ' v2ef';
    expect(setup.isCodeKept).toBe(true);
    setup.forget();
    expect(setup.codeGroups).toEqual([]);
    expect(setup.isCodeKept).toBe(false);
  });

  it('keeps what was typed when it fails', async () => {
    backend.failures = { createVault: { code: 'diskFull', message: 'no space', detail: null } };
    const setup = filled();
    await setup.create();
    expect(setup.stage).toBe('form');
    expect(setup.problem?.code).toBe('diskFull');
    expect(setup.password).toBe(PASSWORD);
  });

  it('is off without a name', () => {
    const setup = filled();
    setup.name = '  ';
    expect(setup.isReady).toBe(false);
  });
});

describe('idle time', () => {
  const MINUTE = 60_000;
  const target = () => new EventTarget();

  it('runs out after the minutes, once', () => {
    vi.useFakeTimers();
    const onIdle = vi.fn();
    whenIdle(target(), 5, onIdle);
    vi.advanceTimersByTime(5 * MINUTE - 1);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onIdle).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(20 * MINUTE);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it.each(['pointermove', 'pointerdown', 'keydown', 'wheel'])('begins anew with %s', (sign) => {
    vi.useFakeTimers();
    const onIdle = vi.fn();
    const window = target();
    whenIdle(window, 1, onIdle);
    for (let times = 0; times < 5; times += 1) {
      vi.advanceTimersByTime(50_000);
      window.dispatchEvent(new Event(sign));
    }
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTE);
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('is over when a machine that slept wakes with a touch of the mouse', () => {
    vi.useFakeTimers();
    const onIdle = vi.fn();
    const window = target();
    whenIdle(window, 5, onIdle);
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    window.dispatchEvent(new Event('pointermove'));
    expect(onIdle).toHaveBeenCalledOnce();
  });

  it('stops being watched', () => {
    vi.useFakeTimers();
    const onIdle = vi.fn();
    whenIdle(target(), 1, onIdle)();
    vi.advanceTimersByTime(10 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
  });
});

describe('the fake door', () => {
  it('knows who may go where', () => {
    expect(openFor(HALVORSEN)).toMatchObject({ places: ['grade', 'letters', 'examples', 'adjudicate', 'suggest', 'settings'] });
    expect(NO_VAULT).toMatchObject({ places: ['start', 'suggest'] });
  });
});
