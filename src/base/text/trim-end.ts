/** The text without those characters at its end. `/[x]+$/` retries from each character of every run: a long run in the middle freezes the program. */
export function trimEndOf(text: string, characters: string): string {
	let end = text.length;
	while (end > 0 && characters.includes(text[end - 1] ?? '')) end -= 1;
	return text.slice(0, end);
}
