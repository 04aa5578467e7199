// The states of the screen Letters, writing, on the design page.

import { AMARI, DEMO_MODEL, letterRow, LETTER_ROWS, openFor, STALE_LETTER, TANAKA, type FakeBackend } from '../lib/api/fake';
import type { ErrorCode } from '../lib/api/generated';
import type { Workplace } from '../lib/state/workplace.svelte';

export const LETTER_SCREENS = ['letters'];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const failure = (code: ErrorCode) => ({ code, message: 'What the program says of this case.', detail: null });

/** ?state=list|many|empty|loading|keeper|keeperempty|report|split|new|streaming|reading|draft|block|reason|fact|edit|met|failed|locked|ready|signing|signed|versions|version|physicist|german|nomodel */
export function prepareLetters(backend: FakeBackend, query: URLSearchParams): void {
  const state = query.get('state') ?? 'draft';
  backend.view = openFor(['keeper', 'keeperempty', 'report', 'split', 'physicist'].includes(state) ? TANAKA : AMARI);
  backend.models = state === 'nomodel' ? [] : [{ ...DEMO_MODEL, name: 'Letters demo, fine-tuned' }];
  if (state === 'many') backend.letterList = [...LETTER_ROWS, ...Array.from({ length: 2400 }, (_, index) => letterRow(index + 20, index % 3 === 0 ? { state: 'signed', version: 9, changedAt: '2026-01-12 11:20', changedBy: 'Dr L. Amari' } : {}))];
  if (state === 'empty' || state === 'keeperempty') backend.letterList = [];
  if (state === 'loading') backend.silent.add('letters');
  const error = query.get('error') as ErrorCode | null;
  if (error) backend.failures = { letters: failure(error) };
  if (['list', 'many', 'empty', 'loading', 'keeper', 'keeperempty', 'report', 'split', 'new', 'nomodel', 'reading'].includes(state) || error) return;
  if (state === 'streaming') {
    backend.onLetterRun = (run) => {
      for (const kind of run.request.sections.slice(0, 3)) run.finishSection(kind);
      run.send({ kind: 'sectionText', section: 'summaryAndAssessment', text: 'Mr Holm’s lung function is limited, with an FEV1 of 41 % of predicted, and he has declined surgery. We therefore offered' });
    };
    return;
  }
  const lung = backend.draftWhole(7);
  lung.confirm('summaryAndAssessment/durvalumab', 'Asked for by the tumour board on 20 January.', 'Dr L. Amari');
  backend.draftWhole(12);
  if (['locked', 'ready', 'signing', 'signed'].includes(state)) {
    lung.write('summaryAndAssessment', lung.content.drafts.summaryAndAssessment.replace('left upper', 'right upper'), 'Dr L. Amari');
    lung.confirm('treatmentHistory/22 December 2025', 'Seen in the planning system.', 'Dr L. Amari');
    lung.lock('diagnoses', 'locked', 'Dr L. Amari');
  }
  if (state === 'signed') lung.sign('Dr L. Amari');
}

export async function showLetters(workplace: Workplace, backend: FakeBackend, query: URLSearchParams): Promise<void> {
  const state = query.get('state') ?? 'draft';
  workplace.go('letters');
  await pause(200);
  const screen = workplace.screens?.letters;
  if (!screen) return;
  if (state === 'report') await screen.intake.import();
  if (state === 'split') screen.intake.askSplit(true);
  if (['list', 'many', 'empty', 'loading', 'keeper', 'keeperempty', 'report', 'split'].includes(state) || query.has('error')) return;
  await screen.choose(state === 'german' ? 12 : 7);
  await pause(50);
  const { work } = screen;
  if (!work) return;
  if (state === 'reading') backend.onLetterRun = (run) => run.send({ kind: 'loading', model: 'Letters demo', megabytes: 1240 });
  if (state === 'streaming' || state === 'reading') void work.draftWhole();
  if (state === 'block' || state === 'reason') work.choice.stepBlock(1);
  if (state === 'block') work.choice.stepBlock(1);
  if (state === 'reason') work.askReason(work.choice.blockKey);
  if (state === 'fact') work.choice.chooseFacts(['diagnoses.1.site']);
  if (['edit', 'met', 'failed'].includes(state)) {
    work.edit('recommendations');
    await pause(50);
    document.getElementById('write-recommendations')?.focus();
    work.write('recommendations', 'We recommend a chest CT in 3 months and lung function in 6 months.');
  }
  if (state === 'met') {
    backend.letterBook(7).write('recommendations', 'We recommend a chest CT in 3 months, sooner if he coughs.', 'S. Tanaka');
    await work.keep('recommendations');
  }
  if (state === 'failed') {
    backend.failures = { writeLetterSection: { ...STALE_LETTER, code: 'diskFull' } };
    await work.keep('recommendations');
  }
  if (state === 'signing') work.askToSign();
  if (state === 'versions' || state === 'version') await work.versions.toggle();
  if (state === 'version') await work.versions.show(6);
}
