// What was chosen and not recorded when the window was locked, as the vault holds it: beside what was being written, in the one draft of the
// screen Letters.

import type { RatingChoice } from './rating-choice';

export interface KeptChoice extends RatingChoice {
  position: number;
  /** The entry that stood; where another one stands by now, the choice is old. */
  replaces: string | null;
}

export interface KeptRating {
  study: number;
  /** The letter that was in sight; null when none was. */
  position: number | null;
  choices: KeptChoice[];
}

/** The draft of the screen with the rating in it; empty when there is nothing to keep. */
export function withRating(content: string, rating: KeptRating | null): string {
  if (!rating) return content;
  return JSON.stringify({ ...(content === '' ? {} : (JSON.parse(content) as object)), rating });
}

export function ratingIn(content: string): KeptRating | null {
  try {
    const { rating } = JSON.parse(content) as { rating?: Partial<KeptRating> };
    if (typeof rating?.study !== 'number' || !Array.isArray(rating.choices)) return null;
    const choices = rating.choices.filter(({ position, scores, comment, isFlagged }) => typeof position === 'number' && Array.isArray(scores) && typeof comment === 'string' && typeof isFlagged === 'boolean');
    return { study: rating.study, position: typeof rating.position === 'number' ? rating.position : null, choices };
  } catch {
    return null;
  }
}
