// The part of the fake backend that reads diagnoses, checks edited plans and takes decisions.

import type { EvidenceCommands } from '../backend-evidence';
import type { CheckedPlan, CheckView, DecisionRequest, DecisionView, EarlierSuggestion, PhaseView, PlanCheckRequest, ReadDiagnosis } from '../generated';
import { checksOf, earlierOn, factsIn, phase } from './evidence-data';
import { FakeSuggest } from './suggest';

/** What the program puts under every text that is copied. */
export const RESEARCH_LABEL = 'Research use only: every suggestion needs a physician’s judgement.';

/** The phases of a plan such as `40 Gy / 15 fx photon + 10 Gy / 5 fx`. */
function phasesIn(plan: string): PhaseView[] {
  return [...plan.matchAll(/(\d+(?:\.\d+)?)\s*Gy\s*\/\s*(\d+)\s*fx/gi)].map(([, dose, fractions], index) => phase(Number(dose), Number(fractions), 'photon', index === 0 ? 'primary' : 'boost'));
}

export class FakeEvidence extends FakeSuggest implements EvidenceCommands {
  /** What the rules find about an edited plan; by default what they find about a suggested one. */
  planChecks: CheckView[] | null = null;
  earlier: EarlierSuggestion[] = earlierOn(new Date());
  isKept = true;
  decisions: DecisionRequest[] = [];

  async readDiagnosis(text: string): Promise<ReadDiagnosis> {
    await this.note('readDiagnosis', text);
    return { facts: factsIn(text) };
  }

  async checkPlan(request: PlanCheckRequest): Promise<CheckedPlan> {
    await this.note('checkPlan', request);
    return { phases: phasesIn(request.plan), checks: this.planChecks ?? checksOf('', request.plan).filter(({ level }) => level !== 'look') };
  }

  async decideSuggestion(request: DecisionRequest): Promise<DecisionView> {
    await this.note('decideSuggestion', request);
    this.decisions.push(request);
    const { suggestion, arm, kind, reason } = request;
    const plan = kind === 'rejected' ? null : (request.plan ?? 'as suggested');
    return { suggestion, arm, kind, reason, plan, copyText: plan === null ? null : `Plan: ${plan}\n\n${RESEARCH_LABEL}`, isKept: this.isKept };
  }

  async earlierSuggestions(): Promise<EarlierSuggestion[]> {
    await this.note('earlierSuggestions');
    return this.earlier;
  }
}
