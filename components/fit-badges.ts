import {type SafeText, type Severity, trusted, widthOf} from '../src/base/index.js';
import type {Badge} from '../src/judge/index.js';

export type BadgeRun = {readonly text: SafeText; readonly severity: Severity | null};

/** Badges in order, never cut, and `+N` for the rest; adjacent badges of one severity are one run, since each run costs a cell. */
export function fitBadges(badges: readonly Pick<Badge, 'word' | 'severity'>[], width: number): readonly BadgeRun[] {
	if (badges.length === 0) return [{text: trusted('–'.padEnd(width)), severity: null}];
	const runs: {text: string; severity: Severity | null}[] = [];
	let used = 0;
	let shown = 0;
	for (const {word, severity} of badges) {
		const rest = badges.length - shown - 1;
		const space = shown === 0 ? 0 : 1;
		if (used + space + widthOf(word) + (rest > 0 ? ` +${rest}`.length : 0) > width) break;
		const text = ' '.repeat(space) + word;
		const last = runs.at(-1);
		if (last?.severity === severity) last.text += text;
		else runs.push({text, severity});
		used += space + widthOf(word);
		shown += 1;
	}
	const hidden = badges.length - shown;
	const tail = hidden > 0 ? `${shown > 0 ? ' ' : ''}+${hidden}` : '';
	return [
		...runs.map(({text, severity}) => ({text: trusted(text), severity})),
		{text: trusted(tail.padEnd(Math.max(0, width - used))), severity: null},
	];
}
