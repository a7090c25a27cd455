import {type SafeText, sanitise, truncate, trusted, widthOf} from '../../base/index.js';
import {type AssessedContainer, type AttackPath, type FleetEntry, flagChanges} from '../../judge/index.js';
import {reasonOf} from './words.js';

const arrow = ' → ';

/** Why this grade, in one line: the factors, worst first, as many whole ones as fit. */
export function whyLine(entry: FleetEntry, width: number): SafeText {
	if (entry.failed) return truncate(sanitise(`could not be inspected · ${reasonOf(entry.failed)}`), width);
	if (!entry.assessed) return trusted('being inspected');
	const factors = entry.assessed.risk.factors.map(({label, points}) => `${label} +${pointsWord(points)}`);
	return factors.length === 0 ? trusted('no findings') : joinFitting(factors, ' · ', width);
}

/** The path with the fewest hops among the worst ones. */
export function shortestPath({attackPaths}: AssessedContainer): AttackPath | null {
	const worst = attackPaths[0]?.severity;
	return attackPaths.filter(path => path.severity === worst).toSorted((a, b) => a.hops.length - b.hops.length)[0] ?? null;
}

/** `any network → 0.0.0.0:80 → web (uid 0) → host root` */
export const pathWords = (path: AttackPath): SafeText => sanitise(path.hops.map(hop => hop.label).join(arrow));

/** The path in so many columns: hops in the middle give way first, since what counts is where it begins and where it ends. */
export function pathWithin({hops}: AttackPath, width: number): SafeText {
	const labels = hops.map(({label}) => label);
	const last = labels.pop() ?? '';
	for (let kept = labels.length; kept > 0; kept -= 1) {
		const words = sanitise([...labels.slice(0, kept), ...(kept < labels.length ? ['…'] : []), last].join(arrow));
		if (widthOf(words) <= width) return words;
	}
	return truncate(sanitise(`… → ${last}`), width);
}

/** The change that cuts the path as every report words it: the flags, `remove --privileged`; words where no flag cuts. */
export function cutWords({cutBy}: AttackPath): SafeText {
	const changes = flagChanges(cutBy);
	return sanitise(changes.length > 0 ? changes.join(', ') : cutBy.text);
}

/** Whole parts, and how many more there are where not all fit: never half a word. */
export function joinFitting(parts: readonly string[], separator: string, width: number): SafeText {
	let text = '';
	for (const [index, part] of parts.entries()) {
		const longer = index === 0 ? part : text + separator + part;
		const rest = parts.length - index - 1;
		if (widthOf(sanitise(longer + more(rest, separator))) > width)
			return index === 0 ? truncate(sanitise(part + more(rest, separator)), width) : sanitise(text + more(rest + 1, separator));
		text = longer;
	}
	return sanitise(text);
}

const more = (rest: number, separator: string): string => (rest > 0 ? `${separator}${rest} more` : '');

/** Whole points; what is less than one still counts, and is not called nothing. */
export const pointsWord = (points: number): string => (points > 0 && points < 1 ? '<1' : String(Math.round(points)));
