// The states of Settings, Checks and of the model card on the design page.

import { openFor, PEOPLE, RULES_MOVED_ON, TANAKA, UNMEASURED_CARD, USUAL_RULES, type FakeBackend } from '../lib/api/fake';
import type { ErrorCode } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export const RULES_SCREENS = ['checks', 'card'];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** ?state=rules|usual|reader|changed|fault|moved|leaving|loading for the checks, card|unmeasured|loading for the card; &rule=<id> */
export function prepareRules(backend: FakeBackend, query: URLSearchParams): void {
  const state = query.get('state') ?? 'rules';
  backend.view = openFor(state === 'reader' ? (PEOPLE[1] ?? TANAKA) : TANAKA);
  if (state === 'usual') backend.rules = USUAL_RULES;
  if (state === 'reader') backend.rules = { ...backend.rules, mayChange: false };
  if (state === 'unmeasured') backend.card = UNMEASURED_CARD;
  if (state === 'loading') backend.silent.add('checkRules').add('modelCard');
  const error = query.get('error') as ErrorCode | null;
  if (error) backend.failures = { checkRules: { ...RULES_MOVED_ON, code: error }, modelCard: { ...RULES_MOVED_ON, code: error } };
}

export async function showRules(workplace: Workplace, backend: FakeBackend, query: URLSearchParams): Promise<void> {
  const state = query.get('state') ?? 'rules';
  if (query.get('screen') === 'card') {
    workplace.go('suggest');
    await pause(150);
    document.querySelector<HTMLElement>('[aria-haspopup=dialog]')?.click();
    return;
  }
  workplace.go('settings');
  workplace.screens?.settings.show('checks');
  await pause(150);
  const rules = workplace.screens?.settings.rules;
  if (!rules) return;
  rules.chosenId = query.get('rule') ?? rules.chosenId;
  const rule = rules.view?.rules.find(({ id }) => id === 'dose-per-fraction');
  if (!rule || !['changed', 'fault', 'moved', 'leaving'].includes(state)) return;
  rules.chosenId = rule.id;
  const [least, most] = rule.limits;
  if (least && most) {
    rules.edits.setText(rule, least, state === 'fault' ? '2,5' : '1.6');
    rules.edits.setText(rule, most, state === 'fault' ? 'about 2' : '2.3');
  }
  const eqd2 = rules.view?.rules.find(({ id }) => id === 'eqd2');
  if (eqd2) rules.edits.setSeverity(eqd2, 'off');
  rules.reason = state === 'fault' ? '' : 'Asked for by the planning group on 2 February.';
  if (state === 'moved') {
    backend.rules = { ...backend.rules, version: 4, changed: 'M. Okafor, 2026-02-03 14:58', reason: 'Simultaneous boost of the breast.' };
    await rules.record();
  }
  if (state === 'leaving') workplace.go('suggest');
}
