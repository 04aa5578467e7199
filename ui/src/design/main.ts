// The design page: the real window on invented answers, brought into a state by the address.
// ?screen=suggest (or start|setup|recovery|lock|signin|curate|frozen|nocohort|import|importing|settings|models|finetune|audit|broken|demo|adjudicate|gradings|letters|letterRating|letterStudies|results|checks|card)
// &state=… as suggest.ts and the others list them &view=tuned|base|both &own &width
// &theme=light|dark &error=<code> &press=<selector>[;<selector>…] clicks something afterwards &keys=<key>[;<key>…] presses keys &axe lists what axe finds.

import { mount, tick } from 'svelte';

import App from '../App.svelte';
import { FakeBackend, TANAKA } from '../lib/api/fake';
import type { Place } from '../lib/api/generated';
import type { ThemeChoice } from '../lib/state/theme.svelte';
import type { Workplace } from '../lib/state/workplace.svelte';
import '../tokens';
import { FINETUNE_SCREENS, prepareFinetune, showFinetune } from './finetune';
import { DESK_SCREENS, prepareDesk, showDesk } from './grading-desk';
import { PANEL_SCREENS, preparePanel, showPanel } from './grading-panel';
import { prepareRating, RATING_SCREENS, showRating } from './letter-rating';
import { LETTER_SCREENS, prepareLetters, showLetters } from './letters';
import { prepareRules, RULES_SCREENS, showRules } from './rules';
import { prepareScreen, showScreen } from './screens';
import { bringInto, prepareRuns } from './suggest';

const query = new URLSearchParams(location.search);
const screen = query.get('screen') ?? 'suggest';
const backend = new FakeBackend();
backend.accounts = [...backend.accounts.filter(({ account }) => account !== TANAKA.account), TANAKA];
if (screen === 'suggest') {
  const places: Place[] = ['suggest'];
  backend.view = { kind: 'noVault', places };
  prepareRuns(backend, query);
} else prepareScreen(backend, screen, query);
if (FINETUNE_SCREENS.includes(screen)) prepareFinetune(backend, query);
if (DESK_SCREENS.includes(screen)) prepareDesk(backend, query);
if (PANEL_SCREENS.includes(screen)) preparePanel(backend, query);
if (RATING_SCREENS.includes(screen)) prepareRating(backend, query);
if (LETTER_SCREENS.includes(screen)) prepareLetters(backend, query);
if (RULES_SCREENS.includes(screen)) prepareRules(backend, query);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function begin(workplace: Workplace): Promise<void> {
  workplace.theme.choose((query.get('theme') ?? 'system') as ThemeChoice);
  await pause(20);
  await tick();
  if (screen === 'suggest' && workplace.screens) await bringInto(workplace.screens.suggest, query);
  else if (FINETUNE_SCREENS.includes(screen)) await showFinetune(workplace, backend, query);
  else if (DESK_SCREENS.includes(screen)) await showDesk(workplace, backend, query);
  else if (PANEL_SCREENS.includes(screen)) await showPanel(workplace, query);
  else if (RATING_SCREENS.includes(screen)) await showRating(workplace, backend, query);
  else if (LETTER_SCREENS.includes(screen)) await showLetters(workplace, backend, query);
  else if (RULES_SCREENS.includes(screen)) await showRules(workplace, backend, query);
  else await showScreen(workplace, backend, screen);
  for (const selector of query.get('press')?.split(';') ?? []) {
    await pause(80);
    document.querySelector<HTMLElement>(selector)?.click();
  }
  for (const key of query.get('keys')?.split(';') ?? []) {
    await pause(80);
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  }
  if (query.has('axe')) await reportAxe();
}

async function reportAxe(): Promise<void> {
  await pause(500);
  const { default: axe } = await import('axe-core');
  const result = await axe.run();
  const report = document.createElement('pre');
  report.id = 'axe';
  report.textContent = JSON.stringify(result.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary}`) })), null, 1);
  document.body.append(report);
  document.title = 'axe done';
}

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend, started: (workplace: Workplace) => void begin(workplace) } });
