// The states of the Suggest screen on the design page.

import { tick } from 'svelte';

import { armEvents, BASE, phase, runEvents, TUNED, type ArmScript, type FakeBackend } from '../lib/api/fake';
import type { ArmChoice, ErrorCode } from '../lib/api/generated';
import { EXAMPLE_DIAGNOSIS, type SuggestScreen } from '../lib/state/suggest-screen.svelte';

const BOOST: ArmScript = {
  ...TUNED,
  text: 'plan 60 Gy/ 30 fx photons. primary, photon, 50.0Gy, fractions:25, boost, electron, 10.0Gy, fractions:5',
  phases: [phase(50, 25), phase(10, 5, 'electron', 'boost')],
};
const PROTON: ArmScript = { ...TUNED, text: 'plan 50.4 Gy/ 28 fx protons. primary, proton, 50.4Gy, fractions:28', phases: [phase(50.4, 28, 'proton')], modality: 'proton', probabilities: [0.2, 0.79, 0.007, 0.003] };
const UNPARSED: ArmScript = { ...TUNED, text: 'The patient should be seen by the radiation oncologist for', phases: [] };

const stateOf = (query: URLSearchParams) => query.get('state') ?? 'finished';

export function prepareRuns(backend: FakeBackend, query: URLSearchParams): void {
  const state = stateOf(query);
  if (state === 'nomodel') backend.models = [];
  backend.onRun = (run) => {
    const script = state === 'boost' ? BOOST : state === 'proton' ? PROTON : state === 'unparsed' ? UNPARSED : TUNED;
    const whole = runEvents(run.request, script);
    if (state === 'reading') run.send(...whole.slice(0, 2));
    else if (state === 'streaming' && run.request.arms === 'tuned') run.send(...whole.slice(0, 8));
    else if (state === 'streaming') run.send(...whole.slice(0, 2), ...armEvents('tuned', TUNED), { kind: 'regimenText', arm: 'base', text: BASE.text.slice(0, 96), phases: [phase(50, 25)] });
    else if (state === 'stopped') run.send(...whole.slice(0, 8));
    else if (state === 'failed') run.fail({ code: (query.get('error') ?? 'modelCorrupt') as ErrorCode, message: 'model.safetensors of demo-llama ends early: copy the folder again.', detail: 'tensor model.layers.1.mlp.up_proj.weight: 98304 bytes wanted, 51200 found' });
    else {
      if (query.has('notice')) run.send({ kind: 'notice', code: 'notEnglish', message: 'The text does not seem to be English. The demonstration models have read English only.' });
      run.send(...whole);
      run.end();
    }
  };
}

export async function bringInto(screen: SuggestScreen, query: URLSearchParams): Promise<void> {
  const state = stateOf(query);
  await screen.models.look();
  if (state === 'empty' || state === 'nomodel') return;
  screen.diagnosis.text = EXAMPLE_DIAGNOSIS;
  screen.show((query.get('view') ?? 'tuned') as ArmChoice);
  if (state === 'badsettings') screen.settings.temperatureText = '7';
  if (state === 'ready' || state === 'badsettings') return;
  void screen.suggest();
  await tick();
  await Promise.resolve();
  if (state === 'stopped') setTimeout(() => screen.stop(), 50);
  if (state === 'stale') setTimeout(() => (screen.diagnosis.text += ', left'), 50);
}
