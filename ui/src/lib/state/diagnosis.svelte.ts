// The text in the diagnosis field. It lives here and in the field, nowhere else.

export class Diagnosis {
  text = $state('');
  words = $derived(countWords(this.text));
  isEmpty = $derived(this.text.trim() === '');

  clear(): void {
    this.text = '';
  }
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
