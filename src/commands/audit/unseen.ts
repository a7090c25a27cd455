import type {BlindSpot} from '../../answers/index.js';
import type {FleetEntry, FleetModel} from '../../fleet/fleet-model.js';
import type {AuditReport, UnseenTarget} from '../../reports/audit-report.js';
import type {ContainerVerdict} from '../../rules/verdict.js';
import {counted} from '../../terminal/counted.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {meantBy} from './targets.js';

/** What was asked for and could not be judged. */
export type Unseen = {
	readonly message: SafeText | string;
	/** Nothing of it, or nothing of one target, was judged: whatever else was found, this is no answer. */
	readonly whole: boolean;
};

/** What of the audit was not seen, the worst first; `null` when all was. @param images  what `unseenImages` says, where it was asked */
export function unseenOf(
	targets: readonly string[],
	entries: readonly FleetEntry[],
	report: AuditReport,
	judged: readonly ContainerVerdict[],
	images: string | null,
): Unseen | null {
	const noImages = judged.length === 0 && images !== null ? `nothing was judged: ${images}` : null;
	const message = unseenContainers(targets, entries, report) ?? unseenVerdicts(report, judged) ?? noImages;
	if (message !== null) return {message, whole: true};
	return report.unseen.length === 0 ? null : {message: someUnseen(report.unseen), whole: false};
}

/** Why none of the containers that a target means (without one: of all) could be inspected; `null` when each target was seen. */
function unseenContainers(targets: readonly string[], entries: readonly FleetEntry[], {unseen}: AuditReport): string | null {
	const reasons = new Map(unseen.map(({id, reason}) => [id, reason]));
	for (const target of targets.length === 0 ? [null] : targets) {
		const meant = target === null ? entries : meantBy(target, entries);
		const failed = meant.flatMap(({id}) => reasons.get(id) ?? []);
		const [first] = failed;
		if (first === undefined || failed.length < meant.length) continue;
		const who = target === null ? '' : ` of "${sanitise(target)}"`;
		return `nothing was judged${who}: ${counted(failed.length, 'container')} could not be inspected. ${firstLine(first)}`;
	}
	return null;
}

const namedAtMost = 5;

/** One hole in what was looked at is no pass: it may hide the very container that the gate is for. */
function someUnseen(unseen: readonly UnseenTarget[]): string {
	const names = unseen.slice(0, namedAtMost).map(({name}) => name);
	const more = unseen.length > names.length ? ` and ${unseen.length - names.length} more` : '';
	const why = firstLine(unseen[0]?.reason ?? '');
	return `${counted(unseen.length, 'container')} could not be inspected and ${unseen.length === 1 ? 'was' : 'were'} not judged: ${names.join(', ')}${more}. ${why}`;
}

/** Why no verdict that was asked for could be reached; `null` when one was, or none was asked for. */
function unseenVerdicts({blindSpots}: AuditReport, judged: readonly ContainerVerdict[]): string | null {
	const first = judged.find(({verdict}) => verdict === 'unknown');
	if (first === undefined || judged.some(({verdict}) => verdict !== 'unknown' && verdict !== 'not-applicable')) return null;
	// A refused answer is a blind spot of no rule: it is why each has missed a field of it.
	const [missed] = first.reasons;
	const reason = blindSpots.find(({source, rules}) => source === missed?.source && rules.length === 0) ?? missed;
	const why = reason === undefined ? '' : ` ${reason.source}: ${firstLine(reason.reason)}`;
	return `nothing was judged: ${counted(judged.filter(({verdict}) => verdict === 'unknown').length, 'verdict')} unknown.${why}`;
}

/** Images in use that the engine did not show: no verdict says so. One that was removed from under its container is not meant. */
export function unseenImages({entries, images, blindSpots}: FleetModel): string | null {
	const used = new Set(entries.flatMap(({assessed}) => assessed?.facts.imageId || []));
	const missed = [...used].filter(id => !images.has(id)).length;
	const refused = blindSpots.find(
		({source, reason}) => source === 'engine:/images/json' && !/no such image|image not known/i.test(reason),
	);
	if (missed === 0 || refused === undefined) return null;
	return `${counted(missed, 'image')} in use could not be inspected. ${firstLine(refused.reason)}`;
}

/**
 * What the engine refused to say of itself, and how many verdicts are unknown for it. No failure: a proxy that lets containers be seen alone is a common one.
 */
export function refusedAnswers(refused: readonly BlindSpot[], judged: readonly ContainerVerdict[]): string | null {
	if (refused.length === 0) return null;
	const sources = new Set(refused.map(({source}) => source));
	const blind = judged.filter(({verdict, reasons}) => verdict === 'unknown' && reasons.some(({source}) => sources.has(source)));
	const missed = refused.filter(({source}) => blind.some(({reasons}) => reasons.some(one => one.source === source)));
	const [first] = missed;
	if (first === undefined) return null;
	const what = [...new Set(missed.map(({source}) => source.replace(/^engine:/, '')))].join(', ');
	return `the engine did not answer ${what}: ${counted(blind.length, 'verdict')} unknown. ${firstLine(first.reason)}`;
}

const firstLine = (text: string): string => sanitise(text.split('\n')[0] ?? '');
