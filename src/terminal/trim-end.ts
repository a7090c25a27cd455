/** The text without those characters at its end. `/[x]+$/` looks at each run of them from each of its characters: a long one in the middle freezes the program. */
export function trimEndOf(text: string, characters: string): string {
	let end = text.length;
	while (end > 0 && characters.includes(text[end - 1] ?? '')) end -= 1;
	return text.slice(0, end);
}
