// The text in the diagnosis field. It lives here and in the field, nowhere else.

export class Diagnosis {
  text = $state('');
  words = $derived(countWords(this.text));
  isEmpty = $derived(this.text.trim() === '');

  /** What stood there before another text was put in its place. */
  before = $state('');

  clear(): void {
    this.text = '';
    this.before = '';
  }

  /** Puts another text in its place; what stood there can be brought back. */
  replace(text: string): void {
    this.before = this.isEmpty || this.text === text ? '' : this.text;
    this.text = text;
  }

  bringBack(): void {
    this.text = this.before;
    this.before = '';
  }
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
