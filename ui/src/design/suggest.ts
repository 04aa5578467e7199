// The states of the Suggest screen on the design page.

import { tick } from 'svelte';

import { agreementEvents, armEvents, BASE, checksOf, DEMO_MODEL, NO_SIMILAR, phase, placesOf, runEvents, SIDE_STOP, THRESHOLD, TUNED, type ArmScript, type FakeBackend } from '../lib/api/fake';
import type { ArmChoice, ErrorCode, SuggestEvent, SuggestRequest } from '../lib/api/generated';
import { EXAMPLE_DIAGNOSIS, type SuggestScreen } from '../lib/state/suggest/suggest-screen.svelte';

/** The diagnosis of the drawing. */
const DRAWN =
  '67-year-old woman, invasive ductal carcinoma of the left breast, upper-outer quadrant, pT1c (1.4 cm) pN0 (sn 0/2) cM0, grade 2. ER 95 %, PR 80 %, HER2 negative, Ki-67 12 %. ' +
  'Lumpectomy, margins clear, closest 4 mm. No lymphovascular invasion; adjuvant whole-breast radiotherapy advised.';
const GERMAN =
  'Zustand nach brusterhaltender Operation eines Mammakarzinoms links, invasiv-lobulär, pT1c pN0 (sn) cM0, grade 2, Hormonrezeptorpositivität, Lymphknotenmetastasierungsausschluss, ' +
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenträgerschaftsanamnese. Possible bone metastases. s/p prostatectomy. Previous radiotherapy of the Mediastinalbestrahlungsfeldgrenzüberschreitungsregion 2011.';

const BOOST: ArmScript = {
  ...TUNED,
  text: 'plan 60 Gy/ 30 fx photons. primary, photon, 50.0Gy, fractions:25, boost, electron, 10.0Gy, fractions:5',
  phases: [phase(50, 25), phase(10, 5, 'electron', 'boost')],
};
const PROTON: ArmScript = { ...TUNED, text: 'plan 50.4 Gy/ 28 fx protons. primary, proton, 50.4Gy, fractions:28', phases: [phase(50.4, 28, 'proton')], modality: 'proton', probabilities: [0.2, 0.79, 0.007, 0.003] };
const UNPARSED: ArmScript = { ...TUNED, text: 'The patient should be seen by the radiation oncologist for', phases: [], otherPlans: [] };
const ABSTAINED: ArmScript = { ...TUNED, samples: [0, 1, 0, 2, 1, null, 2, 0, 1, null] };
const NO_THRESHOLD: ArmScript = { ...TUNED, threshold: null };
const ALONE: ArmScript = { ...TUNED, similar: NO_SIMILAR, library: { site: '', rows: [] } };
const stopping = (diagnosis: string): ArmScript => ({ ...TUNED, checks: [{ ...SIDE_STOP, places: placesOf('diagnosis', diagnosis, 'left') }, ...checksOf(diagnosis, TUNED.text).filter(({ rule }) => rule !== SIDE_STOP.rule)] });

const SCRIPTS: Record<string, ArmScript> = { boost: BOOST, proton: PROTON, unparsed: UNPARSED, abstained: ABSTAINED, nothreshold: NO_THRESHOLD, nosimilar: ALONE };
const STOPPING = ['stop', 'ack', 'acked'];

const stateOf = (query: URLSearchParams) => query.get('state') ?? 'finished';
const diagnosisOf = (query: URLSearchParams) => (query.has('example') ? EXAMPLE_DIAGNOSIS : stateOf(query) === 'german' ? GERMAN : DRAWN);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Up to the seventh sample of the arm that answers last. */
function streaming(request: SuggestRequest): SuggestEvent[] {
  const begun: SuggestEvent[] = [{ kind: 'started', job: 1 }, { kind: 'loading', model: request.model, megabytes: 4.2 }];
  const some = (arm: 'tuned' | 'base', script: ArmScript) => [...armEvents(arm, script).filter(({ kind }) => kind === 'regimenText' || kind === 'regimenDone'), ...agreementEvents(arm, script, request.samples).slice(0, 7)];
  if (request.arms === 'both') return [...begun, ...armEvents('tuned', TUNED, request.samples, request.diagnosis), ...some('base', BASE)];
  return [...begun, ...some(request.arms, request.arms === 'base' ? BASE : TUNED)];
}

export function prepareRuns(backend: FakeBackend, query: URLSearchParams): void {
  const state = stateOf(query);
  if (state === 'nomodel') backend.models = [];
  if (query.has('threshold')) backend.models = [{ ...DEMO_MODEL, agreement: THRESHOLD }];
  if (state === 'notkept') backend.isKept = false;
  if (state === 'earlierempty') backend.earlier = [];
  if (state === 'decidefailed') backend.failures = { decideSuggestion: { code: 'diskFull', message: 'no space left for the decision', detail: null } };
  if (state === 'editstop') backend.planChecks = [{ ...SIDE_STOP, rule: 'fraction-dose-max', statement: '30 Gy in one fraction is above every schedule of the library for breast', weigh: 'Correct the fractions, or say why this is meant', title: 'Highest dose per fraction' }, ...checksOf('', '').filter(({ level }) => level === 'pass')];
  backend.onRun = (run) => {
    const { request } = run;
    const script = STOPPING.includes(state) ? stopping(request.diagnosis) : (SCRIPTS[state] ?? TUNED);
    const whole = runEvents(request, script);
    if (state === 'reading') run.send(...whole.slice(0, 2));
    else if (state === 'words' || state === 'stopped') run.send(...whole.slice(0, 8));
    else if (state === 'streaming') run.send(...streaming(request));
    else if (state === 'failed') run.fail({ code: (query.get('error') ?? 'modelCorrupt') as ErrorCode, message: 'model.safetensors of demo-llama ends early: copy the folder again.', detail: 'tensor model.layers.1.mlp.up_proj.weight: 98304 bytes wanted, 51200 found' });
    else {
      if (query.has('notice')) run.send({ kind: 'notice', code: 'notEnglish', message: 'The text does not seem to be English. The demonstration models have read English only.' });
      run.send(...whole);
      run.end();
    }
  };
}

/**
 * ?state=empty|ready|ownready|badsettings|zero|reading|words|streaming|finished|stale|stopped|failed|boost|proton|unparsed|abstained|nothreshold|nosimilar|german
 * |stop|ack|acked|edit|editstop|reject|accepted|edited|rejected|notkept|again|decidefailed|earlier|earlierempty|nomodel &own &threshold &example &notice &open=checks|similar|library|mark|markplan
 */
export async function bringInto(screen: SuggestScreen, query: URLSearchParams): Promise<void> {
  const state = stateOf(query);
  await screen.models.look();
  if (query.has('own') || state === 'ownready') screen.ownPlanFirst.isOn = true;
  if (query.has('own')) screen.ownPlan = '42.56 Gy / 16 fx, tangential photons, left breast';
  if (state === 'empty' || state === 'nomodel') return;
  screen.diagnosis.text = diagnosisOf(query);
  screen.show((query.get('view') ?? 'tuned') as ArmChoice);
  if (state === 'badsettings') screen.settings.samplesText = '70';
  if (state === 'zero') screen.settings.temperatureText = '0';
  if (state === 'earlier' || state === 'earlierempty') await screen.earlier.open();
  if (['ready', 'ownready', 'badsettings', 'earlier', 'earlierempty'].includes(state)) return;
  void screen.suggest();
  await pause(60);
  await tick();
  const { deciding } = screen;
  if (state === 'stopped') screen.stop();
  if (state === 'stale') screen.diagnosis.text += ', left';
  const stop = deciding?.checks?.[0];
  if (stop && (state === 'ack' || state === 'acked')) deciding.acknowledged.open(stop);
  if (stop && state === 'acked') {
    deciding.acknowledged.typed = 'The code is of the first side; the second is treated';
    deciding.acknowledged.acknowledge(stop);
  }
  if (['accepted', 'notkept', 'again', 'decidefailed'].includes(state)) await screen.accept();
  if (state === 'again') screen.deciding?.decideAgain();
  if (['edit', 'editstop', 'edited'].includes(state) && screen.edit() && deciding?.edited) {
    deciding.edited.text = state === 'editstop' ? 'plan 30 Gy / 1 fx photons' : 'plan 42.56 Gy / 16 fx photons, left whole breast';
    deciding.edited.reason = 'Large breast, as the department does';
    await pause(400);
    if (state === 'edited') await deciding.recordEdited();
  }
  if (['reject', 'rejected'].includes(state) && screen.reject() && deciding) {
    deciding.rejection = 'The bed of the tumour needs a boost at this age';
    if (state === 'rejected') await deciding.recordRejection();
  }
  await openMore(query.get('open'));
}

/** Opens what lies behind a press: the first lines of the checks, of the similar cases, the whole library. */
async function openMore(what: string | null): Promise<void> {
  await pause(60);
  if (what === 'checks') for (const summary of [...document.querySelectorAll<HTMLElement>('#checks-list summary')].slice(0, 2)) summary.click();
  if (what === 'similar') document.querySelectorAll<HTMLElement>('[aria-labelledby=similar-heading] .words')[1]?.click();
  if (what === 'library') document.querySelector<HTMLElement>('[aria-labelledby=library-heading] .all')?.click();
  if (what === 'mark') document.querySelectorAll<HTMLElement>('#checks-list summary')[1]?.focus();
  if (what === 'markplan') document.querySelector<HTMLElement>('#checks-list summary')?.focus();
  const panel = what && document.querySelector(`[aria-labelledby=${what}-heading]`);
  if (panel) panel.scrollIntoView({ block: 'start' });
}
