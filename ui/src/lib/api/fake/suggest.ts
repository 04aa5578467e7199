// Invented answers of the Suggest screen, and the part of the fake backend that gives them.
// It answers what it was given, at once; a test that wants to stand in the middle of a run gives events by hand.

import type { Backend, SuggestCommands } from '../backend';
import { agreementOf, checksOf, LIBRARY, phase, SIMILAR, THRESHOLD, type SampledPlan } from './evidence-data';
import type {
  AgreementThreshold,
  Arm,
  BiologicalDose,
  CheckView,
  CodeCandidate,
  ErrorView,
  LibraryRows,
  MachineView,
  Modality,
  ModelSummary,
  PhaseView,
  SimilarCases,
  SuggestEvent,
  SuggestRequest,
} from '../generated';

export const DEMO_MODEL: ModelSummary = {
  id: 'demo-llama',
  name: 'demo-llama',
  architecture: 'LLaMA',
  parameters: 2_100_000,
  isDemonstration: true,
  released: [],
  agreement: null,
  draftsLetters: true,
  tasks: ['regimen', 'modality', 'icd10'],
  weightsMb: 4.2,
  problem: null,
};

export const BREAST_CODES: CodeCandidate[] = [
  { code: 'C50.912', title: 'Malignant neoplasm of unspecified site of left female breast', probability: 0.61 },
  { code: 'C50.412', title: 'Malignant neoplasm of upper-outer quadrant of left female breast', probability: 0.22 },
  { code: 'C50.112', title: 'Malignant neoplasm of central portion of left female breast', probability: 0.06 },
  { code: 'D05.12', title: 'Intraductal carcinoma in situ of left breast', probability: 0.03 },
  { code: 'C50.911', title: 'Malignant neoplasm of unspecified site of right female breast', probability: 0.004 },
];

export interface ArmScript {
  text: string;
  phases: PhaseView[];
  modality: Modality;
  probabilities: [photon: number, proton: number, electron: number, brachytherapy: number];
  codes: CodeCandidate[];
  /** Further plans that samples state; the first is the script's own. */
  otherPlans?: SampledPlan[];
  /** Which plan each sample states, repeated as often as needed; nothing where it states none. */
  samples?: (number | null)[];
  threshold?: AgreementThreshold | null;
  checks?: CheckView[];
  similar?: SimilarCases;
  library?: LibraryRows;
}

export const TUNED: ArmScript = {
  text: 'plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15',
  phases: [phase(40, 15)],
  modality: 'photon',
  probabilities: [0.97, 0.01, 0.018, 0.002],
  codes: BREAST_CODES,
  otherPlans: [
    { text: 'plan 26 Gy/ 5 fx photons. primary, photon, 26.0Gy, fractions:5', phases: [phase(26, 5)] },
    { text: 'plan 42.56 Gy/ 16 fx photons. primary, photon, 42.56Gy, fractions:16', phases: [phase(42.56, 16)] },
  ],
  samples: [0, 0, 0, 1, 0, 0, 0, 2, 0, 0],
};

export const BASE: ArmScript = {
  text: 'The recommended treatment is 50 Gy in 25 fractions with a boost to the tumor bed of 10 Gy in 5 fractions',
  phases: [phase(50, 25), phase(10, 5, 'photon', 'boost')],
  modality: 'electron',
  probabilities: [0.31, 0.12, 0.44, 0.13],
  codes: [
    { code: 'C50.919', title: 'Malignant neoplasm of unspecified site of unspecified female breast', probability: 0.08 },
    { code: 'C44.501', title: 'Unspecified malignant neoplasm of skin of breast', probability: 0.05 },
  ],
  otherPlans: [
    { text: 'The standard is 50 Gy in 25 fractions', phases: [phase(50, 25)] },
    { text: 'radiation therapy 45 Gy in 25 fractions', phases: [phase(45, 25)] },
  ],
  samples: [0, 1, null, 0, 2, 1, null, 2, 0, 1],
  threshold: null,
};

const MODALITIES: Modality[] = ['photon', 'proton', 'electron', 'brachytherapy'];

/** Agreement as it grows, sample by sample. */
export function agreementEvents(arm: Arm, script: ArmScript, asked: number): SuggestEvent[] {
  const plans = [{ text: script.text, phases: script.phases }, ...(script.otherPlans ?? [])];
  const pattern = script.samples ?? [0];
  const stated = Array.from({ length: asked }, (_, index) => (script.phases.length === 0 ? null : (pattern[index % pattern.length] ?? null)));
  const threshold = script.threshold === undefined ? THRESHOLD : script.threshold;
  return stated.map((_, index) => ({ kind: 'agreement', arm, agreement: agreementOf(plans, stated.slice(0, index + 1), asked, threshold) }));
}

/** The events of one arm, text first, growing word by word. */
export function armEvents(arm: Arm, script: ArmScript, samples = 10, diagnosis = ''): SuggestEvent[] {
  const words = script.text.split(/(?<= )/);
  const growing = words.map((_, index): SuggestEvent => {
    const isLast = index === words.length - 1;
    return { kind: 'regimenText', arm, text: words.slice(0, index + 1).join(''), phases: isLast ? script.phases : [] };
  });
  return [
    ...growing,
    { kind: 'regimenDone', arm, text: script.text, phases: script.phases, finish: 'eos' },
    ...agreementEvents(arm, script, samples),
    {
      kind: 'modality',
      arm,
      label: script.modality,
      probabilities: MODALITIES.map((modality, index) => ({ modality, probability: script.probabilities[index] ?? 0 })),
    },
    { kind: 'icd10', arm, candidates: script.codes, alphaBetaGy: 4, alphaBetaSource: 'breast, START trials (Haviland 2013)' },
    { kind: 'evidence', arm, checks: script.checks ?? checksOf(diagnosis, script.text), similar: script.similar ?? SIMILAR, library: script.library ?? LIBRARY },
  ];
}

/** A whole run, as the program would report it. */
export function runEvents(request: SuggestRequest, tuned = TUNED, base = BASE): SuggestEvent[] {
  return [
    { kind: 'started', job: 1 },
    { kind: 'loading', model: request.model, megabytes: 4.2 },
    ...(request.arms === 'base' ? [] : armEvents('tuned', tuned, request.samples, request.diagnosis)),
    ...(request.arms === 'tuned' ? [] : armEvents('base', base, request.samples, request.diagnosis)),
    { kind: 'finished', elapsedMs: 2340, suggestion: 'S-1' },
  ];
}

/** One call of `suggest`, to be driven by a test. */
export interface Run {
  request: SuggestRequest;
  send: (...events: SuggestEvent[]) => void;
  end: () => void;
  fail: (error: ErrorView) => void;
}

/** What every part of the fake backend can be told to do instead of answering. */
export class FakeCalls {
  /** Every call: its name, then its arguments. */
  calls: [name: string, ...args: unknown[]][] = [];
  /** Commands that fail, and how. */
  failures: Partial<Record<keyof Backend, ErrorView>> = {};
  /** Commands that never answer. */
  silent = new Set<keyof Backend>();

  callsOf(name: keyof Backend): unknown[][] {
    return this.calls.filter(([called]) => called === name).map(([, ...args]) => args);
  }

  protected async note(name: keyof Backend, ...args: unknown[]): Promise<void> {
    this.calls.push([name, ...args]);
    const failure = this.failures[name];
    if (failure) throw failure;
    if (this.silent.has(name)) await new Promise(() => undefined);
  }
}

export class FakeSuggest extends FakeCalls implements SuggestCommands {
  models: ModelSummary[] = [DEMO_MODEL];
  modelsProblem: ErrorView | null = null;
  machineView: MachineView = { device: 'CPU, 2 threads', memoryTotalGb: 16, memoryUsedGb: 5.24, version: '0.1.0' };
  runs: Run[] = [];
  cancels = 0;
  /** What `suggest` does with a new run; by default nothing, so that the test drives it. */
  onRun: (run: Run) => void = () => undefined;

  async listModels(): Promise<ModelSummary[]> {
    if (this.modelsProblem) throw this.modelsProblem;
    return this.models;
  }

  async machine(): Promise<MachineView> {
    return this.machineView;
  }

  suggest(request: SuggestRequest, onEvent: (event: SuggestEvent) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const run: Run = { request, send: (...events) => events.forEach(onEvent), end: resolve, fail: reject };
      this.runs.push(run);
      this.onRun(run);
    });
  }

  async cancelSuggestion(): Promise<void> {
    this.cancels += 1;
    this.runs.at(-1)?.end();
  }

  /** BED = D (1 + d / (α/β)), EQD2 = BED / (1 + 2 / (α/β)), phases summed. */
  async biologicalDose(phases: PhaseView[], alphaBetaGy: number): Promise<BiologicalDose> {
    const bedGy = phases.reduce((sum, p) => sum + p.doseGy * (1 + p.dosePerFractionGy / alphaBetaGy), 0);
    return { bedGy, eqd2Gy: bedGy / (1 + 2 / alphaBetaGy) };
  }

  async noteReady(): Promise<void> {}
}
