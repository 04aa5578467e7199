// What the lock keeps of the Suggest screen: the diagnosis, and the physician's own plan where one is written.

export interface SuggestDraft {
  diagnosis: string;
  ownPlan: string;
}

/** Empty where there is nothing to keep. A diagnosis alone is kept as it is. */
export function keptDraft({ diagnosis, ownPlan }: SuggestDraft): string {
  return ownPlan.trim() === '' ? diagnosis : JSON.stringify({ diagnosis, ownPlan });
}

export function draftFrom(kept: string): SuggestDraft {
  try {
    const { diagnosis, ownPlan } = JSON.parse(kept) as Partial<SuggestDraft>;
    if (typeof diagnosis === 'string' && typeof ownPlan === 'string') return { diagnosis, ownPlan };
  } catch {
    // OK because most drafts are a diagnosis and nothing else.
  }
  return { diagnosis: kept, ownPlan: '' };
}
