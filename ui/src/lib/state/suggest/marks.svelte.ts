// The words that are lit up at the moment: those that a check or a fact under the pointer or the focus stands on.

import type { CheckPlace, CheckText } from '../../api/generated';
import type { TextSpan } from './text-spans';

export class Marks {
  #places = $state.raw<CheckPlace[]>([]);

  light(places: CheckPlace[]): void {
    this.#places = places;
  }

  lightDiagnosis(spans: TextSpan[]): void {
    this.#places = spans.map((span) => ({ ...span, text: 'diagnosis' }));
  }

  /** Puts these out, unless others were lit meanwhile. */
  putOut(): void {
    this.#places = [];
  }

  of(text: CheckText): TextSpan[] {
    return this.#places.filter((place) => place.text === text);
  }
}
