export function tokensToCss(tokens: Record<string, Record<string, string>>): string;
