import {type BlindSpot, counted, type SafeText, sanitise} from '../../base/index.js';
import type {AuditReport, ContainerVerdict, FleetEntry, FleetModel, UnseenTarget} from '../../judge/index.js';
import {meantBy} from './targets.js';

/** Requested verdicts that could not be reached. */
export type UnseenVerdicts = {
	readonly message: SafeText | string;
	/** Nothing at all, or nothing of one target, was judged: there is no result, whatever else was found. */
	readonly whole: boolean;
};

/** What the audit did not see, the worst first; `null` for nothing. @param images  the result of `unseenImages`, if it was called */
export function unseenOf(
	targets: readonly string[],
	entries: readonly FleetEntry[],
	report: AuditReport,
	judged: readonly ContainerVerdict[],
	images: string | null,
): UnseenVerdicts | null {
	const noImages = judged.length === 0 && images !== null ? `nothing was judged: ${images}` : null;
	const message = unseenContainers(targets, entries, report) ?? unseenVerdicts(report, judged) ?? noImages;
	if (message !== null) return {message, whole: true};
	return report.unseen.length === 0 ? null : {message: someUnseen(report.unseen), whole: false};
}

/** Why no container that a target matches (without targets: none at all) could be inspected; `null` when each target was seen. */
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

/** A single container that was not seen prevents a pass: it may be the very one that the gate is for. */
function someUnseen(unseen: readonly UnseenTarget[]): string {
	const names = unseen.slice(0, namedAtMost).map(({name}) => name);
	const more = unseen.length > names.length ? ` and ${unseen.length - names.length} more` : '';
	const why = firstLine(unseen[0]?.reason ?? '');
	return `${counted(unseen.length, 'container')} could not be inspected and ${unseen.length === 1 ? 'was' : 'were'} not judged: ${names.join(', ')}${more}. ${why}`;
}

/** Why no requested verdict could be reached; `null` when one was, or none was requested. */
function unseenVerdicts({blindSpots}: AuditReport, judged: readonly ContainerVerdict[]): string | null {
	const first = judged.find(({verdict}) => verdict === 'unknown');
	if (first === undefined || judged.some(({verdict}) => verdict !== 'unknown' && verdict !== 'not-applicable')) return null;
	// A refused answer is no verdict itself; it is why each rule lacks a field.
	const [missed] = first.reasons;
	const reason = blindSpots.find(({source, rules}) => source === missed?.source && rules.length === 0) ?? missed;
	const why = reason === undefined ? '' : ` ${reason.source}: ${firstLine(reason.reason)}`;
	return `nothing was judged: ${counted(judged.filter(({verdict}) => verdict === 'unknown').length, 'verdict')} unknown.${why}`;
}

/** Images in use that the engine did not show, which no verdict reports. Excludes one that was removed while its container still exists. */
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
 * What the engine refused to report about itself, and how many verdicts are unknown for that reason. Not a failure: proxies that only allow
 * containers are common.
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
