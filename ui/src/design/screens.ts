// The states of every screen but Suggest on the design page.

import { BROKEN, CASE, COHORT, DEMONSTRATION, HALVORSEN, lockedAfter, openFor, SPLITS, TANAKA, type FakeBackend } from '../lib/api/fake';
import type { ErrorCode } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export function prepareScreen(backend: FakeBackend, screen: string, query: URLSearchParams): void {
  const error = query.get('error') as ErrorCode | null;
  const failure = error && { code: error, message: 'What the program says of this case.', detail: null };
  if (['start', 'setup', 'recovery'].includes(screen)) return;
  backend.view = screen === 'lock' ? lockedAfter('idle', HALVORSEN) : screen === 'signin' ? lockedAfter('signedOut', null) : screen === 'demo' ? DEMONSTRATION : openFor(TANAKA);
  if (screen === 'frozen') backend.cohortList = [{ ...COHORT, waiting: 0, isFrozen: true, splits: SPLITS }];
  if (screen === 'nocohort') backend.cohortList = [];
  if (screen === 'broken') backend.auditCheck = BROKEN;
  if (screen === 'modality') backend.caseView = { ...CASE, modality: null };
  if (failure) backend.failures = { signIn: failure, cohorts: failure, auditLog: failure, chooseExports: failure, people: failure };
}

export async function showScreen(workplace: Workplace, backend: FakeBackend, screen: string): Promise<void> {
  if (screen === 'setup') workplace.setUp('vault');
  if (screen === 'recovery' && workplace.screens) {
    workplace.setUp('vault');
    Object.assign(workplace.screens.setup, { name: 'S. Tanaka', password: 'a long enough password', repeated: 'a long enough password' });
    await workplace.screens.setup.create();
  }
  if (screen === 'settings') workplace.go('settings');
  if (screen === 'audit' || screen === 'broken') workplace.go('audit');
  if (screen === 'broken') await workplace.screens?.audit.verify();
  if (screen === 'import' || screen === 'importing') await workplace.importExports();
  if (screen === 'importing' && workplace.screens) {
    await workplace.screens.import.change({ kind: 'decision', export: 'plans', decision: 'dose_unit', option: 'gray_total' });
    void workplace.screens.import.start();
    await Promise.resolve();
    setTimeout(() => backend.imports.at(-1)?.send({ kind: 'reading', rows: 18_204, share: 0.58, secondsLeft: 118 }), 50);
  }
}
