// The one rule for passwords: length. No composition rules, as NIST SP 800-63B asks.

export const SHORTEST_PASSWORD = 12;

/** What is wrong with a new password and its repetition; null when nothing is. */
export function passwordProblem(password: string, repeated: string): string | null {
  if ([...password].length < SHORTEST_PASSWORD) return `At least ${SHORTEST_PASSWORD} characters; a sentence is good`;
  if (password !== repeated) return 'The two passwords differ';
  return null;
}
