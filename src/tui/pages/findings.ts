import {counted, type SafeText, sanitise, trusted, wrap} from '../../base/index.js';
import {type CauseGroup, type ContainerVerdict, findingTitle, isWaived, openCauses} from '../../judge/index.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

/** The causes, worst first, each with its evidence and the rules that report it too; then what is waived, what is not known, and how much passes. */
export function findingsPage({assessed, entry, width}: ContainerContext): Page {
	const causes = openCauses(assessed.verdicts);
	const waived = assessed.verdicts.filter(isWaived);
	const unknowns = assessed.verdicts.filter(({verdict}) => verdict === 'unknown');
	const notes = assessed.verdicts.filter(({verdict}) => verdict === 'info');
	const passes = assessed.verdicts.filter(({verdict}) => verdict === 'pass').length;
	const lines = (verdict: ContainerVerdict) => findingLines(verdict, entry.id, width);
	return {
		lines: [
			...(causes.length === 0 ? [line(' no findings')] : causes.flatMap(cause => causeLines(cause, entry.id, width))),
			...section('WAIVED', waived, lines),
			...section('UNKNOWN', unknowns, verdict => unknownLines(verdict, entry.id, width)),
			...section('NOTES', notes, lines),
			blank,
			line(say(` ${counted(passes, 'check')} passed`, 'muted')),
		],
	};
}

/** The worst finding of a cause as it is; the others below it by their titles: their evidence is on the pages of their rules. */
function causeLines({worst, others}: CauseGroup, container: string, width: number): readonly Line[] {
	return [
		...findingLines(worst, container, width),
		...others.flatMap(verdict => [...titleLines(verdict, container, width, trusted('also: ')), ...waiverLines(verdict, width)]),
	];
}

const section = (
	title: string,
	verdicts: readonly ContainerVerdict[],
	lines: (verdict: ContainerVerdict) => readonly Line[],
): readonly Line[] => (verdicts.length === 0 ? [] : [blank, heading(` ${title} ${verdicts.length}`), ...verdicts.flatMap(lines)]);

/** One verdict with its evidence and the waiver over it. @param container  id of whose finding it is; `null`: of engine, host or image */
export function findingLines(verdict: ContainerVerdict, container: string | null, width: number): readonly Line[] {
	return [
		...titleLines(verdict, container, width),
		...evidenceWords(verdict).flatMap(text => prose(text, width, {indent: 11, tone: 'muted'})),
		...waiverLines(verdict, width),
	];
}

function titleLines(verdict: ContainerVerdict, container: string | null, width: number, before = trusted('')): readonly Line[] {
	const [first = trusted(''), ...rest] = wrap(titleOf(verdict), width - 13 - before.length);
	const item = {
		copy: sanitise(`${verdict.severity} ${verdict.rule}: ${titleOf(verdict)}`),
		open: {kind: 'rule', slug: verdict.rule, target: container},
		...(container === null || verdict.verdict !== 'fail' ? {} : {waive: {rule: verdict.rule, container}}),
	} as const;
	return [
		itemLine(item, ' ', say(wordOf(verdict), verdict.severity), ' ', say(before, 'muted'), say(first)),
		...rest.map(more => line(say(`${' '.repeat(11 + before.length)}${more}`))),
	];
}

const wordOf = ({verdict, severity}: ContainerVerdict): string => (verdict === 'info' ? 'note' : severity).padEnd(9);

/** The title with what the detail adds to it. */
export const titleOf = (verdict: ContainerVerdict): SafeText => sanitise(findingTitle(verdict));

/** `inspect HostConfig.Privileged = true`, three at most: the page of the rule shows all. */
function evidenceWords({evidence}: ContainerVerdict): readonly SafeText[] {
	const shown = evidence.slice(0, 3).map(({source, path, value}) => sanitise(`${source} ${path} = ${String(value)}`));
	return evidence.length > 3 ? [...shown, sanitise(`and ${evidence.length - 3} more`)] : shown;
}

function waiverLines({waived}: ContainerVerdict, width: number): readonly Line[] {
	if (!waived) return [];
	const until = waived.expires === null ? 'no end' : `until ${waived.expires}`;
	const words = sanitise(
		`${waived.expired ? 'waiver EXPIRED' : 'waived'}: ${waived.reason} (${until}${waived.owner ? `, ${waived.owner}` : ''})`,
	);
	return prose(words, width, {indent: 11, tone: waived.expired ? 'critical' : 'ok'});
}

function unknownLines(verdict: ContainerVerdict, container: string, width: number): readonly Line[] {
	const item = {copy: sanitise(verdict.title), open: {kind: 'rule', slug: verdict.rule, target: container}} as const;
	return [
		itemLine(item, ' ', say('unknown  ', 'muted'), ' ', say(verdict.title)),
		...verdict.reasons.flatMap(reason => prose(reasonOf(reason), width, {indent: 11, tone: 'muted'})),
	];
}
